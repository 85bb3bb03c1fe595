"""Checks that stop the hub from starting on a database that could lose or damage what people were told is saved."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Info
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

OURS = "hub.database.sqlite"
STOCK = "django.db.backends.sqlite3"
POSTGRESQL = ("synchronous_commit", "fsync", "full_page_writes")


def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """What can be read from the settings alone."""
    return [message for alias in connections for message in _unsafe_settings(alias, connections.settings[alias])]


def check_stored_safely(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """What only the database itself can answer: does a commit reach the disk."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        try:
            found = _sqlite_as_it_is(connection) if connection.vendor == "sqlite" else _postgresql_as_it_is(connection)
            messages += list(found)
        except OperationalError as error:
            messages.append(Error(f"The database {alias!r} does not answer: {error}", id="hub.database.E006"))
    return messages


def note_sqlite_version(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Tell the operator when the installed SQLite is one that needs the hub's own care for its log."""
    for alias in databases or ():
        if connections[alias].vendor == "sqlite" and has_wal_reset_bug(sqlite3.sqlite_version_info):
            return [
                Info(
                    f"SQLite {sqlite3.sqlite_version} can damage a database when its log is emptied during "
                    "a commit. The hub does not let the two meet, but another program that writes to the file could.",
                    hint="Open the database file with nothing but the hub, or use SQLite 3.51.3, 3.50.7 or 3.44.6.",
                    id="hub.database.I001",
                )
            ]
    return []


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fault described at sqlite.org/wal.html#walresetbug."""
    if version < (3, 7, 0) or version >= (3, 51, 3):
        return False
    return not ((3, 44, 6) <= version < (3, 45, 0) or (3, 50, 7) <= version < (3, 51, 0))


def _unsafe_settings(alias: str, settings: dict[str, Any]) -> Iterator[CheckMessage]:
    options = settings.get("OPTIONS", {})
    commands = options.get("init_command", "").lower().replace(" ", "")
    if settings.get("ATOMIC_REQUESTS"):
        yield Error(
            f"DATABASES[{alias!r}] has ATOMIC_REQUESTS: every reader would wait in the queue of writers.",
            hint="Remove it; the hub opens a transaction where it writes.",
            id="hub.database.E001",
        )
    if settings["ENGINE"] == STOCK:
        yield Error(
            f"DATABASES[{alias!r}] uses {STOCK}, which fails when several people save at once.",
            hint=f"Use ENGINE = {OURS!r}.",
            id="hub.database.E002",
        )
    if settings["ENGINE"] == OURS and (options.get("transaction_mode") or "IMMEDIATE").upper() != "IMMEDIATE":
        yield Error(
            f"DATABASES[{alias!r}] has transaction_mode {options['transaction_mode']!r}; only IMMEDIATE is safe here.",
            id="hub.database.E003",
        )
    if settings["ENGINE"] == OURS and "wal_autocheckpoint" in commands:
        yield Error(f"DATABASES[{alias!r}] sets wal_autocheckpoint, which the hub decides.", id="hub.database.E007")


def _sqlite_as_it_is(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    if connection.is_in_memory_db():  # type: ignore[attr-defined]
        return
    with connection.cursor() as cursor:
        if cursor.execute("PRAGMA synchronous").fetchone()[0] < 2:  # 2 is FULL, 3 EXTRA
            yield Error(
                "SQLite's synchronous is not FULL: what people were told is saved could be gone after a power cut.",
                hint="Remove synchronous from init_command.",
                id="hub.database.E004",
            )
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        if mode != "wal":
            yield Error(
                f"SQLite's journal mode is {mode}, not wal: readers and writers would stop each other.",
                hint="Keep the data folder on a local disk: write-ahead logs do not work on network drives.",
                id="hub.database.E005",
            )


def _postgresql_as_it_is(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name in POSTGRESQL:
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                yield Error(
                    f"PostgreSQL runs with {name} = off: what people were told is saved could be gone "
                    "after a power cut.",
                    hint=f"Set {name} = on in postgresql.conf.",
                    id="hub.database.E008",
                )
