"""Saving a whole database to one file, and getting it back, for SQLite and PostgreSQL.

Every store can `save` a consistent state while others write, `check` a saved file by loading it into a scratch
database, and `load` it in place of what is there. `save` and `check` return the number of rows per table, which must
be equal.
"""

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

Rows = dict[str, int]


class StoreError(Exception):
    """Saving or loading failed; the text is a sentence for the operator."""


class Store(Protocol):
    file_name: str

    def save(self, path: Path) -> Rows: ...
    def check(self, path: Path) -> Rows: ...
    def load(self, path: Path) -> None: ...


def store_of(connection: BaseDatabaseWrapper) -> Store:
    if connection.vendor == "sqlite":
        return SqliteStore(Path(connection.settings_dict["NAME"]))
    return PostgresStore(connection)


class SqliteStore:
    file_name = "hub.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, path: Path) -> Rows:
        """Copy with SQLite's backup function: a copied file alone lacks what is still in the write-ahead log."""
        if not self.path.exists():
            raise StoreError(f"There is no database at {self.path}.")
        with opened(self.path) as source, opened(path) as target:
            source.execute("BEGIN")  # the rows are counted in the very state that is copied
            rows = rows_in(source)
            source.backup(target)
            source.execute("COMMIT")
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        return rows

    def check(self, path: Path) -> Rows:
        with opened(path) as saved:
            found = saved.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                raise StoreError(f"The saved database is damaged: {found}.")
            if saved.execute("PRAGMA foreign_key_check").fetchone():
                raise StoreError("The saved database has rows that point at rows which are not there.")
            return rows_in(saved)

    def load(self, path: Path) -> None:
        """Put the saved database in the place of the present one, which is kept beside it under another name."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            self.refuse_when_open()
            kept = self.path.with_name(f"{self.path.name}.before-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}")
            self.path.rename(kept)
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        arriving = self.path.with_name(self.path.name + ".arriving")
        shutil.copyfile(path, arriving)
        write_through(arriving)
        arriving.rename(self.path)

    def refuse_when_open(self) -> None:
        """Only the sole user of a database can leave its write-ahead log; that empties the log as well."""
        with opened(self.path, patience=1) as present:
            try:
                present.execute("PRAGMA journal_mode = DELETE").fetchone()
            except sqlite3.OperationalError:
                raise StoreError("The hub is running. Stop it, and then restore.") from None


class PostgresStore:
    file_name = "hub.pgdump"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection: Any = connection
        self.settings = connection.settings_dict

    def save(self, path: Path) -> Rows:
        with self.connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
                rows = self.rows_in(cursor)
                self.call(
                    "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}", self.settings["NAME"]
                )
            finally:
                cursor.execute("ROLLBACK")
        return rows

    def check(self, path: Path) -> Rows:
        scratch = f"hub_check_{secrets.token_hex(6)}"
        with self.connection._nodb_cursor() as cursor:
            try:
                cursor.execute(f"CREATE DATABASE {scratch} TEMPLATE template0 ENCODING 'UTF8'")
            except self.connection.Database.Error as error:
                raise StoreError(
                    f"The backup could not be tried out: {error}. Give the hub's database user the right CREATEDB."
                ) from None
            try:
                self.call("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={scratch}", str(path))
                return self.rows_of(scratch)
            finally:
                cursor.execute(f"DROP DATABASE {scratch} WITH (FORCE)")

    def load(self, path: Path) -> None:
        with self.connection.cursor() as cursor:
            others = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            cursor.execute(others)
            if cursor.fetchone()[0]:
                raise StoreError("The hub is running. Stop it, and then restore.")
        self.connection.close()
        clean = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
        self.call("pg_restore", *clean, f"--dbname={self.settings['NAME']}", str(path))

    def rows_of(self, database: str) -> Rows:
        other: Any = self.connection.copy()
        other.settings_dict = {**self.settings, "NAME": database}
        try:
            with other.cursor() as cursor:
                return self.rows_in(cursor)
        finally:
            other.close()

    def rows_in(self, cursor: Any) -> Rows:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        return {table: count(cursor, table) for table in tables}

    def call(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs against this server."""
        if shutil.which(program) is None:
            raise StoreError(f"{program} is not installed. On Debian and Ubuntu: apt install postgresql-client.")
        names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
        given = {name: str(self.settings[key]) for name, key in names.items() if self.settings.get(key)}
        ended = subprocess.run([program, *arguments], env={**os.environ, **given}, capture_output=True, text=True)
        if ended.returncode:
            raise StoreError(
                f"{program} failed: {ended.stderr.strip().splitlines()[-1] if ended.stderr else 'no reason given'}"
            )


@contextlib.contextmanager
def opened(path: Path, patience: float = 20) -> Iterator[sqlite3.Connection]:
    """A plain connection, without Django, for copying and counting."""
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def rows_in(connection: sqlite3.Connection) -> Rows:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1").fetchall()
    return {table: count(connection, table) for (table,) in tables}


def count(cursor: Any, table: str) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    done = cursor.execute(f"SELECT count(*) FROM {quoted}")
    return int((done if done is not None and hasattr(done, "fetchone") else cursor).fetchone()[0])


def write_through(path: Path) -> None:
    """Make sure that a file and its name are on the disk and not only in the machine's memory."""
    for name in (path, path.parent):
        number = os.open(name, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
