"""PostgreSQL and Redis for the tests: those on 127.0.0.1 where they run, else Debian's, installed and started here.

servers.py start FOLDER    prints DATABASE_URL=... and REDIS_URL=..., and starts in FOLDER what does not run
servers.py stop FOLDER     ends what was started there
"""

import getpass
import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import redis
from psycopg import sql

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import hub_setup

NAME = "hub_ci"
HOST = "127.0.0.1"
PATIENCE = 60  # seconds for a server to start


def start(folder: Path) -> None:
    print(f"DATABASE_URL={os.environ.get('DATABASE_URL') or postgresql(folder)}")
    print(f"REDIS_URL={os.environ.get('REDIS_URL') or redis_server(folder)}")


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


# PostgreSQL


def postgresql(folder: Path) -> str:
    """The address of a database in which the tests may make databases of their own."""
    url = f"postgres://{NAME}:{NAME}@{HOST}:5432/{NAME}"
    if not answers(url) and listens(5432):
        make_role_and_database()
    if not answers(url):
        url = start_postgresql(folder)
    with psycopg.connect(url) as connection:
        say(f"PostgreSQL {connection.info.parameter_status('server_version')} at {url.rpartition('@')[2]}")
    return url


def answers(url: str) -> bool:
    """Whether this very role may make a database there: a port that is open says nothing."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
            return bool(row and row[0])
    except psycopg.OperationalError:
        return False


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((HOST, port)) == 0


def make_role_and_database() -> None:
    """As whichever role the server lets us be: without a password, or as postgres through its own socket."""
    for user in dict.fromkeys(["postgres", "root", getpass.getuser()]):
        try:
            with psycopg.connect(host=HOST, user=user, dbname="postgres", connect_timeout=3, autocommit=True) as server:
                make_in(server)
                return
        except psycopg.Error:
            continue
    as_postgres = as_user_postgres()
    if as_postgres:
        script = (
            f"CREATE ROLE {NAME} LOGIN CREATEDB;\nALTER ROLE {NAME} LOGIN CREATEDB PASSWORD '{NAME}';\n"
            f"CREATE DATABASE {NAME} OWNER {NAME} TEMPLATE template0 ENCODING 'UTF8';\n"
        )
        subprocess.run([*as_postgres, "psql", "-q"], input=script, text=True, stderr=subprocess.DEVNULL, cwd="/")


def make_in(server: psycopg.Connection) -> None:
    role, password = sql.Identifier(NAME), sql.Literal(NAME)
    if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
        server.execute(sql.SQL("CREATE ROLE {}").format(role))
    server.execute(sql.SQL("ALTER ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, password))
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
        server.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(role, role))


def start_postgresql(folder: Path) -> str:
    """A cluster of our own on a free port, thrown away afterwards. PostgreSQL refuses to run as root."""
    programs = programs_of_postgresql() or (install("postgresql") and programs_of_postgresql())
    prefix = as_user_postgres() if os.geteuid() == 0 else []
    if not programs or prefix is None:
        sys.exit("PostgreSQL is missing: install Debian's postgresql, or give DATABASE_URL.")
    home, port = folder / "postgresql", free_port()
    home.mkdir()
    if prefix:
        folder.chmod(0o755)
        shutil.chown(home, "postgres")
    quiet = {"stdout": sys.stderr, "check": True, "cwd": "/"}
    data = str(home / "data")
    subprocess.run([*prefix, f"{programs}/initdb", "-A", "trust", "-U", NAME, "-E", "UTF8", "--no-sync", data], **quiet)
    options = f"-p {port} -k {home} -c listen_addresses={HOST} -c fsync=off"
    log = str(home / "log")
    subprocess.run([*prefix, f"{programs}/pg_ctl", "-w", "-D", data, "-l", log, "-o", options, "start"], **quiet)
    subprocess.run([f"{programs}/createdb", "-h", HOST, "-p", str(port), "-U", NAME, NAME], **quiet)
    return f"postgres://{NAME}@{HOST}:{port}/{NAME}"


def programs_of_postgresql() -> str | None:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[4]))
    return found[-1] if found else None


def as_user_postgres() -> list[str] | None:
    """What to put before a command that the user postgres is to run; None when we may not."""
    if os.geteuid() == 0:
        return ["runuser", "-u", "postgres", "--"]
    return ["sudo", "-n", "-u", "postgres"] if hub_setup.root_prefix() else None


# Redis


def redis_server(folder: Path) -> str:
    url = f"redis://{HOST}:6379/0"
    if not pings(url):
        if not (shutil.which("redis-server") or install("redis-server")):
            sys.exit("Redis is missing: install Debian's redis-server, or give REDIS_URL.")
        url = f"redis://{HOST}:{(port := free_port())}/0"
        command = ["redis-server", "--port", str(port), "--bind", HOST, "--save", "", "--dir", str(folder)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        (folder / "redis.pid").write_text(str(process.pid))
        until = time.monotonic() + PATIENCE
        while not pings(url) and time.monotonic() < until:
            time.sleep(0.1)
    say(f"Redis {redis.Redis.from_url(url).info('server')['redis_version']} at {url.rpartition('//')[2]}")
    return url


def pings(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2).ping())
    except redis.RedisError:
        return False


# Both


def free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


def install(package: str) -> bool:
    prefix = hub_setup.root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        return False
    say(f"Installing {package}.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", package]):
        subprocess.run([*prefix, "apt-get", "-qq", *step], env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return True


def stop(folder: Path) -> None:
    if (folder / "redis.pid").exists():
        os.kill(int((folder / "redis.pid").read_text()), signal.SIGTERM)
    data = folder / "postgresql" / "data"
    if data.parent.exists():
        prefix = as_user_postgres() if os.geteuid() == 0 else []
        command = [*(prefix or []), f"{programs_of_postgresql()}/pg_ctl", "-m", "immediate", "-D", str(data), "stop"]
        subprocess.run(command, stdout=sys.stderr, cwd="/")


if __name__ == "__main__":
    {"start": start, "stop": stop}[sys.argv[1]](Path(sys.argv[2]))
