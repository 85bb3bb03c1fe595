"""Writing on SQLite: sixteen writers at once, what reaches the disk, and backups while others write.

`python3 manage.py bench writes`. The databases are scratch copies, on the disk where the data folder is.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.db import connections, transaction

from bench.figures import Figure, at_least, at_most
from hub.database import archive
from hub.database.stores import SqliteStore, StoreError

WRITERS, EACH, ROUNDS = 16, 500, 3
CONFIRMED = 100
BACKUPS = 40
ACCOUNTS, STAKE = 50, 100
SCHEMA = """
CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
CREATE TABLE transfer (id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES account, target INTEGER NOT NULL
    REFERENCES account, note TEXT NOT NULL);
"""


def run() -> Iterator[Figure]:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.DATA) as folder:
        yield from many_writers(Path(folder))
        yield fsyncs(Path(folder))
        yield from backups(Path(folder))


def many_writers(folder: Path) -> Iterator[Figure]:
    """Each writer reads a balance and then moves a crown: the pattern that fails on SQLite as Django sets it up.

    Three rounds; the times are those of the round that other work on the machine disturbed least, the errors of all.
    """
    rounds = [one_round(folder / f"writers-{number}.sqlite3") for number in range(ROUNDS)]
    errors = sum(len(failed) for _, failed in rounds)
    times = min((sorted(taken) for taken, _ in rounds), key=lambda taken: taken[int(len(taken) * 0.99)])
    name = f"{WRITERS} writers x {EACH}, "
    yield at_most(name + f"errors in {ROUNDS} rounds", errors, 0)
    yield at_most(name + "p99", times[int(len(times) * 0.99)], 150, "ms")
    yield at_most(name + "worst", times[-1], 500, "ms")
    stored = min(count_transfers(folder / f"writers-{number}.sqlite3") for number in range(ROUNDS))
    yield at_least(name + "stored", stored, WRITERS * EACH)


def one_round(path: Path) -> tuple[list[float], list[Exception]]:
    """How long each write took in milliseconds, its wait included, and what failed."""
    times: list[float] = []
    errors: list[Exception] = []
    with scratch(path) as alias:

        def write() -> None:
            for _ in range(EACH):
                began = time.perf_counter()
                try:
                    transfer(alias)
                except Exception as error:  # any error is what we count
                    errors.append(error)
                times.append((time.perf_counter() - began) * 1000)

        in_threads([write] * WRITERS, alias)
    return times, errors


def fsyncs(folder: Path) -> Figure:
    """Counted by strace in a process that does nothing but confirm writes, between two marks that it sets itself."""
    name = f"{CONFIRMED} confirmed writes, fsyncs"
    if shutil.which("strace") is None:
        return at_least(name + " (cannot be counted: apt install strace)", 0, CONFIRMED)
    calls = folder / "calls"
    trace = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,kill", "-o", str(calls)]
    child = [sys.executable, "-m", "bench.writes", str(folder / "confirmed.sqlite3")]
    root = Path(__file__).resolve().parent.parent
    subprocess.run([*trace, *child], check=True, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    _, between, _ = calls.read_text().split("kill(")
    return at_least(name, between.count("fsync(") + between.count("fdatasync("), CONFIRMED)


def backups(folder: Path) -> Iterator[Figure]:
    """Backups while four writers write, each restored. Whole: sound, nothing confirmed is missing, nothing is half."""
    with scratch(folder / "live.sqlite3") as alias:
        confirmed: list[int] = []
        ending = threading.Event()

        def write() -> None:
            while not ending.is_set():
                confirmed.append(transfer(alias))

        writers = [threading.Thread(target=then_close, args=(write, alias)) for _ in range(4)]
        for writer in writers:
            writer.start()
        store = SqliteStore(folder / "live.sqlite3")
        whole, slowest, before = 0, 0.0, 0
        for _ in range(BACKUPS):
            while len(confirmed) == before:  # each backup meets rows that the last one did not
                time.sleep(0.001)
            before = len(confirmed)
            began = time.perf_counter()
            whole += is_whole(store, folder, confirmed[:before])
            slowest = max(slowest, time.perf_counter() - began)
        ending.set()
        for writer in writers:
            writer.join()
        yield at_least(f"{BACKUPS} backups under writes, whole", whole, BACKUPS)
        yield at_most("slowest backup with its trial restore", slowest, 300, "s")


def is_whole(store: SqliteStore, folder: Path, confirmed: list[int]) -> bool:
    """Make a backup (which restores and compares by itself), restore it once more and look at the rows."""
    try:
        made = archive.write(store, folder / "media", folder / "backups")
        restored = folder / "restored.sqlite3"
        archive.restore(SqliteStore(restored), made.path, folder / "restored-files")
    except StoreError:
        return False
    with sqlite3.connect(restored) as rows:
        stored = {number for (number,) in rows.execute("SELECT id FROM transfer")}
        total = rows.execute("SELECT sum(balance) FROM account").fetchone()[0]
    rows.close()
    for old in (made.path, restored, *folder.glob("restored*.before-*")):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    return stored >= set(confirmed) and total == ACCOUNTS * STAKE


@contextmanager
def scratch(path: Path) -> Iterator[str]:
    """A database with the hub's backend under an alias of its own."""
    alias = f"bench-{path.stem}"
    database = {"ENGINE": "hub.database.sqlite", "NAME": path}
    connections.settings[alias] = connections.configure_settings({"default": database})["default"]
    with connections[alias].cursor() as cursor:
        for statement in SCHEMA.split(";"):
            cursor.execute(statement)
        cursor.executemany("INSERT INTO account (balance) VALUES (%s)", [(STAKE,)] * ACCOUNTS)
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


def transfer(alias: str) -> int:
    """Read a balance, then move one crown and note it: one transaction. Returns the number of the note."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SELECT id FROM account WHERE balance > 0 ORDER BY balance DESC LIMIT 1")
        source = cursor.fetchone()[0]
        target = source % ACCOUNTS + 1
        cursor.execute("UPDATE account SET balance = balance - 1 WHERE id = %s", [source])
        cursor.execute("UPDATE account SET balance = balance + 1 WHERE id = %s", [target])
        cursor.execute(
            "INSERT INTO transfer (source, target, note) VALUES (%s, %s, %s) RETURNING id", [source, target, "x" * 100]
        )
        return int(cursor.fetchone()[0])


def in_threads(work: list[Callable[[], None]], alias: str) -> None:
    threads = [threading.Thread(target=then_close, args=(one, alias)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def then_close(work: Callable[[], None], alias: str) -> None:
    try:
        work()
    finally:
        connections[alias].close()


def count_transfers(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM transfer").fetchone()[0])
    finally:
        connection.close()


def confirm(path: Path) -> None:
    """The traced process: single writes outside a transaction and transactions, half of each."""
    settings.configure(DATABASES={"default": {"ENGINE": "hub.database.sqlite", "NAME": path}})
    django.setup()
    with scratch(path.with_name("traced.sqlite3")) as alias:
        os.kill(os.getpid(), 0)
        for _ in range(CONFIRMED // 2):
            transfer(alias)
            with connections[alias].cursor() as cursor:
                cursor.execute("UPDATE account SET balance = balance + 1 WHERE id = 1")
        os.kill(os.getpid(), 0)


if __name__ == "__main__":
    confirm(Path(sys.argv[1]))
