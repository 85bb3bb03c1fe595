"""Django's SQLite backend with a fair queue of writers and the settings that keep a confirmed write.

Set ENGINE and NAME; the rest is decided here. Write-ahead log, synchronous FULL (with NORMAL a commit does not
reach the disk and a confirmed form can vanish at a power cut), BEGIN IMMEDIATE (a transaction that reads and then
writes never meets "database is locked"), 20 seconds of patience.
"""

import collections
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base
from django.utils.asyncio import async_unsafe

from hub.database.norwegian import compare
from hub.database.sqlite.queue import WriteQueue, queue_of

PATIENCE = 20.0  # seconds
# The log is cut back to this size once it has been emptied; a long read may have let it grow.
LOG_LIMIT = 16_000_000  # bytes
READS = {"SELEC", "PRAGM", "SAVEP", "RELEA", "ROLLB", "BEGIN", "COMMI", "EXPLA", "VALUE", "ATTAC", "DETAC"}
CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def writes(query: str) -> bool:
    """Whether a statement may change the database. In doubt it may: the cost of that is one turn in the queue."""
    start = query.lstrip()[:5].upper()
    if start.startswith("WITH"):
        return any(word in query.upper() for word in CHANGES)
    return start not in READS


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. While it has the turn to write, `has_turn` is true."""

    queue: WriteQueue  # known once there is a connection
    init_commands: list[str]
    has_turn = False

    @property
    def patience(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", PATIENCE))

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params.setdefault("timeout", PATIENCE)
        if "transaction_mode" not in self.settings_dict["OPTIONS"]:
            self.transaction_mode = "IMMEDIATE"
        return params

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        self.queue = queue_of(str(self.settings_dict["NAME"]), self.is_in_memory_db())
        connection = super().get_new_connection(conn_params)
        connection.create_collation("nb", compare)
        if not self.is_in_memory_db():
            self._keep_a_log(connection)
            connection.execute("PRAGMA wal_autocheckpoint = 0")  # WriteQueue.tidy does it, see there
            connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT}")
        if not any("synchronous" in command.lower() for command in self.init_commands):
            connection.execute("PRAGMA synchronous = FULL")
        return connection

    def create_cursor(self, name: str | None = None) -> "Cursor":
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn to write for one statement that is its own transaction."""
        queue = self.queue
        queue.enter(self.patience)
        try:
            yield
            queue.tidy(self.connection)
        finally:
            queue.leave()

    def _keep_a_log(self, connection: sqlite3.Connection) -> None:
        """Turn on the write-ahead log. Only the first connection to a new file has anything to do."""
        if any("journal_mode" in command.lower() for command in self.init_commands):
            return
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            queue = self.queue
            queue.enter(self.patience)  # two at once would meet a lock that SQLite does not wait for
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            finally:
                queue.leave()

    def _start_transaction_under_autocommit(self) -> None:
        with self.wrap_database_errors:
            self.queue.enter(self.patience)
        self.has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        # When this fails, Django rolls back, and the turn is given on there.
        super()._commit()  # type: ignore[misc]
        if self.has_turn:
            try:
                self.queue.tidy(self.connection)
            finally:
                self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _give_turn(self) -> None:
        if self.has_turn:
            self.has_turn = False
            self.queue.leave()


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose writes outside transaction.atomic() also wait in the queue."""

    wrapper: DatabaseWrapper
    _kept: collections.deque[Any] | None = None

    def execute(self, query: str, params: Any = None) -> "Cursor":
        return self._run(super().execute, query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> "Cursor":
        return self._run(super().executemany, query, param_list)

    def _run(self, run: Callable[..., Any], query: str, params: Any) -> "Cursor":
        self._kept = None
        if self.connection.in_transaction or self.wrapper.has_turn or not writes(query):
            run(query, params)
            return self
        with self.wrapper.turn():
            run(query, params)
            if self.description:
                # INSERT ... RETURNING commits only when its last row is read: read them before the turn is given on.
                self._kept = collections.deque(super().fetchall())
        return self

    def fetchone(self) -> Any:
        if self._kept is None:
            return super().fetchone()
        return self._kept.popleft() if self._kept else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        size = self.arraysize if size is None else size
        if self._kept is None:
            return super().fetchmany(size)
        return [self._kept.popleft() for _ in range(min(size, len(self._kept)))]

    def fetchall(self) -> list[Any]:
        if self._kept is None:
            return super().fetchall()
        return self.fetchmany(len(self._kept))

    def __next__(self) -> Any:
        if self._kept is None:
            return super().__next__()
        if not self._kept:
            raise StopIteration
        return self._kept.popleft()
