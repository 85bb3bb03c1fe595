"""The SQLite backend: writers in a fair queue, commits that reach the disk, Norwegian order."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.db import OperationalError, connections, transaction

from hub.database.checks import check_settings, check_stored_safely, has_wal_reset_bug
from hub.database.norwegian import sort_key
from hub.database.sqlite.queue import Ticket

ALIAS = "trial"
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def trial(tmp_path: Path, request: pytest.FixtureRequest, django_db_blocker: object) -> Iterator[Path]:
    """A database file of its own with one table, so that commits are real."""
    options = getattr(request, "param", {})
    database = {"ENGINE": "hub.database.sqlite", "NAME": tmp_path / "trial.sqlite3", "OPTIONS": options}
    connections.settings[ALIAS] = connections.configure_settings({"default": database})["default"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        run("CREATE TABLE thing (id INTEGER PRIMARY KEY, n INTEGER, name TEXT)")
        run("INSERT INTO thing (n) VALUES (0)")
        yield tmp_path / "trial.sqlite3"
        connections[ALIAS].close()
    del connections[ALIAS], connections.settings[ALIAS]


def run(statement: str, *values: int | str) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def in_threads(count: int, work: object) -> list[Exception]:
    errors: list[Exception] = []

    def guarded() -> None:
        try:
            work()  # type: ignore[operator]
        except Exception as error:  # handed to the test
            errors.append(error)
        finally:
            connections[ALIAS].close()

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_a_commit_reaches_the_disk_and_readers_do_not_stop_writers(trial: Path) -> None:
    assert [run(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]


def test_read_then_write_from_many_threads_loses_nothing(trial: Path) -> None:
    def add() -> None:
        for _ in range(50):
            with transaction.atomic(using=ALIAS):
                number = run("SELECT n FROM thing WHERE id = 1")[0][0]
                run("UPDATE thing SET n = %s WHERE id = 1", number + 1)

    assert in_threads(8, add) == []
    assert run("SELECT n FROM thing WHERE id = 1") == [(400,)]


def test_single_writes_wait_in_the_same_queue(trial: Path) -> None:
    def add() -> None:
        for _ in range(50):
            assert run("INSERT INTO thing (n) VALUES (1) RETURNING n") == [(1,)]

    assert in_threads(8, add) == []
    assert run("SELECT count(*) FROM thing") == [(401,)]


def test_a_write_from_another_process_waits_too(trial: Path) -> None:
    script = (
        "import sys; from django.conf import settings\n"
        "settings.configure(DATABASES={'default': {'ENGINE': 'hub.database.sqlite', 'NAME': sys.argv[1]}})\n"
        "import django; django.setup(); from django.db import connection, transaction\n"
        "for _ in range(100):\n"
        "    with transaction.atomic(), connection.cursor() as c:\n"
        "        c.execute('SELECT n FROM thing WHERE id = 1'); n = c.fetchone()[0]\n"
        "        c.execute('UPDATE thing SET n = %s WHERE id = 1', [n + 1])\n"
    )
    command = [sys.executable, "-c", script, str(trial)]
    others = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    for _ in range(100):
        with transaction.atomic(using=ALIAS):
            number = run("SELECT n FROM thing WHERE id = 1")[0][0]
            run("UPDATE thing SET n = %s WHERE id = 1", number + 1)
    assert [other.wait(60) for other in others] == [0, 0]
    assert run("SELECT n FROM thing WHERE id = 1") == [(300,)]


def test_the_turn_is_given_on_after_a_rollback_and_after_an_error(trial: Path) -> None:
    with pytest.raises(ValueError, match="planted"), transaction.atomic(using=ALIAS):
        run("UPDATE thing SET n = 5")
        raise ValueError("planted")
    with pytest.raises(Exception, match="no such table"):
        run("INSERT INTO nowhere VALUES (1)")
    assert in_threads(1, lambda: run("UPDATE thing SET n = 7")) == []
    assert run("SELECT n FROM thing") == [(7,)]


@pytest.mark.parametrize("trial", [{"timeout": 0.2}], indirect=True)
def test_waiting_too_long_is_an_error_and_not_a_standstill(trial: Path) -> None:
    with transaction.atomic(using=ALIAS):
        run("UPDATE thing SET n = 1")
        errors = in_threads(2, lambda: run("UPDATE thing SET n = 2"))
    assert [type(error) for error in errors] == [OperationalError, OperationalError]
    assert in_threads(2, lambda: run("UPDATE thing SET n = 3")) == []


def test_the_queue_serves_those_who_came_first_first() -> None:
    ticket, order = Ticket(), []
    assert ticket.acquire(1)
    threads = []
    for number in range(5):
        thread = threading.Thread(
            target=lambda number=number: (ticket.acquire(5), order.append(number), ticket.release())
        )
        thread.start()
        threads.append(thread)
        while len(ticket._waiting) <= number:
            time.sleep(0)
    ticket.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_the_log_is_emptied_into_the_database_now_and_then(trial: Path) -> None:
    with transaction.atomic(using=ALIAS):
        run("INSERT INTO thing (name) VALUES (%s)", "x" * 5_000_000)
    run("UPDATE thing SET n = 1")
    assert trial.stat().st_size > 5_000_000
    for _ in range(300):
        run("UPDATE thing SET n = n + 1")
    assert Path(f"{trial}-wal").stat().st_size < 20_000_000


def test_names_come_in_norwegian_order(trial: Path) -> None:
    names = ["Zorn", "Ærø", "Öberg", "Østby", "Aas", "Åsen", "Abel", "ås", "Müller", "Myhre", "Édith", "Eva"]
    for name in names:
        run("INSERT INTO thing (name) VALUES (%s)", name)
    ordered = run("SELECT name FROM thing WHERE name IS NOT NULL ORDER BY name COLLATE nb")
    expected = ["Abel", "Édith", "Eva", "Myhre", "Müller", "Zorn", "Ærø", "Öberg", "Østby", "Aas", "ås", "Åsen"]
    assert [name for (name,) in ordered] == expected == sorted(expected, key=sort_key)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"ATOMIC_REQUESTS": True}, "E001"),
        ({"ENGINE": "django.db.backends.sqlite3"}, "E002"),
        ({"OPTIONS": {"transaction_mode": "DEFERRED"}}, "E003"),
        ({"OPTIONS": {"init_command": "PRAGMA wal_autocheckpoint=1000"}}, "E007"),
    ],
)
def test_unsafe_settings_stop_the_start(
    change: dict[str, object], number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe = {"ENGINE": "hub.database.sqlite", "NAME": "x", "OPTIONS": {}}
    monkeypatch.setitem(connections.settings, "default", {**safe, **change})
    assert [message.id for message in check_settings()] == [f"hub.database.{number}"]
    monkeypatch.setitem(connections.settings, "default", safe)
    assert check_settings() == []


@pytest.mark.parametrize(
    ("trial", "number"),
    [
        ({"init_command": "PRAGMA synchronous=NORMAL"}, "E004"),
        ({"init_command": "PRAGMA journal_mode=DELETE"}, "E005"),
        ({}, None),
    ],
    indirect=["trial"],
)
def test_a_database_that_could_lose_a_confirmed_write_stops_the_start(trial: Path, number: str | None) -> None:
    found = check_stored_safely(databases=[ALIAS])
    assert [message.id for message in found if message.level >= checks.ERROR] == (
        [f"hub.database.{number}"] if number else []
    )


def test_sqlite_versions_with_the_fault_in_the_log_are_known() -> None:
    bad = [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 2)]
    good = [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0)]
    assert [has_wal_reset_bug(version) for version in bad + good] == [True] * 5 + [False] * 4


def test_a_plain_connection_sees_what_was_committed(trial: Path) -> None:
    run("UPDATE thing SET n = 42")
    plain = sqlite3.connect(trial)
    assert plain.execute("SELECT n FROM thing").fetchall() == [(42,)]
    plain.close()
