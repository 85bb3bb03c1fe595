"""The way into every command: see that the environment is there, start again inside it, answer `test`.

Standard library only, since nothing is installed yet when this runs. It runs twice at every start (outside `.venv` and
inside), so it does little and imports little; what takes time is in hub_install.py.
"""

import argparse
import errno
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "hub-stamp"
NEEDS_ALL = {"bench", "test"}  # commands that use the developers' packages too
PARTS = ("django", "channels", "daphne", "guardian", "django_tasks_db", "polib")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
NO_CHROMIUM = (
    "The browser tests need Chromium: install it (Debian: sudo apt-get install chromium) or name it in HUB_CHROMIUM; "
    "`python3 manage.py test -m 'not browser'` runs the other tests."
)


def enter(arguments: list[str]) -> None:
    """Return when this process can run the command. If not, prepare, start again inside `.venv`, and do not return."""
    command, rest = (arguments or ["help"])[0], arguments[1:]
    if command == "demo":
        os.environ["HUB_DEMO"] = "1"
        require_free_port(rest)
        os.environ.setdefault("SITE_URL", site(*address(rest)))
    if not made_by_others():
        prepare("all" if command in NEEDS_ALL else "run")
        if not inside():
            start_again([str(PYTHON), str(ROOT / "manage.py"), *arguments])
    compile_translations()
    if command == "test":
        test(rest)


def stop(sentence: str) -> NoReturn:
    sys.exit(sentence)


def say(sentence: str) -> None:
    """Progress goes to stderr: what a command writes to stdout may be piped on."""
    print(sentence, file=sys.stderr, flush=True)


def start_again(command: list[str]) -> NoReturn:
    sys.stdout.flush()
    os.execv(command[0], command)


# The environment


def made_by_others() -> bool:
    """Whether this is an operator's own environment (a container, their virtualenv), and theirs to fill."""
    if os.environ.get("HUB_NO_SETUP") == "1":
        return True
    theirs = sys.prefix != sys.base_prefix and not inside()
    return theirs and all(importlib.util.find_spec(name) for name in PARTS)


def inside() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()  # engineers may link it into a second work tree


def prepare(group: str) -> None:
    """Install what `group` ("run" or "all") needs, unless the stamp says that it was done."""
    if not current(group):
        import hub_install  # late: every other start does without its imports

        hub_install.install(group)


def current(group: str) -> bool:
    """Whether `.venv` holds the packages of `group` as uv.lock has them now."""
    try:
        had, version, lock = STAMP.read_text().split()
    except (OSError, ValueError):
        return False
    # The machine's Python may have become a newer one below a finished .venv: then the packages are out of its reach.
    same_python = version == python_version() if inside() else PYTHON.exists()
    return had in {group, "all"} and lock == lock_sum() and same_python


def write_stamp(group: str, version: str) -> None:
    STAMP.write_text(f"{group} {version} {lock_sum()}\n")


def lock_sum() -> str:
    return hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()


def python_version() -> str:
    return "{}.{}".format(*sys.version_info)


# demo


def require_free_port(arguments: list[str]) -> None:
    """Before anything slow, stop with a sentence when another program has the port."""
    host, port = address(arguments)
    another = "Choose another with --port, for example --port"
    if not 0 < port < 65536:
        stop(f"{port} is not a port. {another} 8000.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            stop(f"Only root may use port {port}. {another} 8000.")
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                stop(f"Cannot listen on {host}: {error.strerror}.")
            stop(f"Port {port} is taken by another program. {another} {port % 65535 + 1}.")


def site(host: str, port: int) -> str:
    """The address that slips, QR codes and mails of the demo carry."""
    everywhere = host in {"0.0.0.0", "127.0.0.1", "::", "::1"}
    return f"http://{'localhost' if everywhere else host}:{port}"


def address(arguments: list[str]) -> tuple[str, int]:
    """Where the demo is to listen, read as its own command reads it."""
    parser = argparse.ArgumentParser("manage.py demo", add_help=False, allow_abbrev=False)
    add_address(parser)
    options, _rest = parser.parse_known_args(arguments)
    return options.host, options.port


def add_address(parser: argparse.ArgumentParser) -> None:
    host, port = os.environ.get("HUB_HOST", "127.0.0.1"), os.environ.get("HUB_PORT", "8000")
    parser.add_argument("--host", default=host, help="0.0.0.0 shows the hub to other machines (default: %(default)s)")
    parser.add_argument("--port", type=int, default=port, help="the port to listen on (default: %(default)s)")


# test


def test(arguments: list[str]) -> NoReturn:
    """Run pytest: everything side by side, one named file or test alone and at once."""
    named = [argument for argument in arguments if (ROOT / argument.split("::")[0]).exists()]
    if any("browser" in name for name in named) or not (named or "not browser" in arguments):
        require_chromium()
    alone = any(".py" in name for name in named)
    chosen = any(argument.startswith(("-n", "--numprocesses", "--pdb", "--collect-only")) for argument in arguments)
    spread = [] if alone or chosen else ["-n", "logical", "--dist", "worksteal"]
    os.chdir(ROOT)
    start_again([sys.executable, "-m", "pytest", *spread, *arguments])


def require_chromium() -> None:
    """Find Chromium, or install Debian's where that is allowed, or stop with one line."""
    prefix = None if find_chromium() else root_prefix()
    if prefix is not None and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests.")
        apt = [*prefix, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
            subprocess.run([*apt, *step], env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if not find_chromium():
        stop(NO_CHROMIUM)


def find_chromium() -> str | None:
    return os.environ.get("HUB_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)


def root_prefix() -> list[str] | None:
    """What to put before a command that needs root: nothing as root, sudo where it asks for no password, else None."""
    if os.geteuid() == 0:
        return []
    asks_nothing = shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    return ["sudo", "-n"] if asks_nothing else None


# Translations


def compile_translations(root: Path = ROOT) -> None:
    """Compile each .po file that changed. A fresh Debian has no msgfmt, so polib does it."""
    for po in root.glob("locale/*/LC_MESSAGES/*.po"):
        if moment(po) != moment(po.with_suffix(".mo")):
            compile_po(po)


def compile_po(po: Path) -> None:
    """Write the .mo beside it with the same time, whole or not at all: another start may be reading it."""
    import polib  # late: not there outside .venv, and seldom needed

    written = moment(po)  # before reading: a change during the work is seen the next time
    half = po.with_suffix(f".{os.getpid()}")
    polib.pofile(str(po)).save_as_mofile(str(half))
    os.utime(half, ns=(written, written))
    half.replace(po.with_suffix(".mo"))


def moment(path: Path) -> int:
    """When the file was written, in nanoseconds; 0 when it is not there."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
