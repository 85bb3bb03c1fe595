"""The queue in which writers of one SQLite file wait for their turn.

SQLite lets one connection write at a time, and its own waiting is not fair: with 16 writers some wait
20 seconds and then fail. Here the threads of a process are served first come, first served, and the
hub's processes (pages, task worker, commands) keep out of each other's way with a lock on a file beside
the database.
"""

import collections
import errno
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # no such locks on Windows; the processes then meet SQLite's own, unfair wait
    fcntl = None  # type: ignore[assignment]

CHECKPOINT_COMMITS = 250  # about the 1,000 pages after which SQLite itself would do it
CHECKPOINT_BYTES = 4_000_000
SHORTEST_WAIT, LONGEST_WAIT = 0.0002, 0.002  # seconds between two looks at another process's lock
TURN, NEXT = 0, 1  # bytes of the lock file: who writes, and who is next in line


class Ticket:
    """A lock that is handed to the one who has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: collections.deque[threading.Lock] = collections.deque()
        self._taken = False

    def acquire(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the turn; say whether it came."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Lock()  # locked until it is our turn; lighter than an Event
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._guard:
            if turn.acquire(blocking=False):  # handed over at the last moment
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class WriteQueue:
    """The turn to write one database file, among the threads and the processes of the hub.

    Also the place where the write-ahead log is put back into the database. SQLite up to 3.51.2 can, rarely,
    damage a file when that meets another connection's commit (sqlite.org/wal.html#walresetbug), so it is only
    done by the one who has the turn, and SQLite's own way of doing it is switched off.
    """

    def __init__(self, path: str | None) -> None:
        """`path` is the database file; None for a database in memory, which no other process can see."""
        self.ticket = Ticket()
        self._path = path
        self._lock_file: Any = None
        self._commits = 0
        self._log_bytes = 0

    def enter(self, timeout: float) -> None:
        """Wait for the turn. Raises sqlite3.OperationalError after `timeout` seconds."""
        end = time.monotonic() + timeout
        if not self.ticket.acquire(timeout):
            raise sqlite3.OperationalError(f"database is locked: waited {timeout:g} s for the turn to write")
        try:
            self._shut_others_out(end, timeout)
        except BaseException:
            self.ticket.release()
            raise

    def leave(self) -> None:
        if self._lock_file is not None:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, TURN)
        self.ticket.release()

    def tidy(self, connection: sqlite3.Connection) -> None:
        """After a commit, with the turn still held: now and then empty the write-ahead log into the database."""
        self._commits += 1
        if self._path is None or not (self._commits >= CHECKPOINT_COMMITS or self._log_has_grown()):
            return
        self._commits = 0
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        self._log_bytes = self._size_of_log()

    def _shut_others_out(self, end: float, timeout: float) -> None:
        """Wait for the hub's other processes. The second lock lets in who waits before the last writer comes again."""
        if self._path is None or fcntl is None:
            return
        if self._lock_file is None:
            self._lock_file = open(f"{self._path}-queue", "ab")  # noqa: SIM115 kept open as long as the process lives
        self._lock(NEXT, end, timeout)
        try:
            self._lock(TURN, end, timeout)
        finally:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, NEXT)

    def _lock(self, byte: int, end: float, timeout: float) -> None:
        wait = SHORTEST_WAIT
        while True:
            try:
                fcntl.lockf(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
                return
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EAGAIN):
                    raise
            if time.monotonic() > end:
                raise sqlite3.OperationalError(f"database is locked: others have been writing for {timeout:g} s")
            time.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    def _log_has_grown(self) -> bool:
        return self._size_of_log() > self._log_bytes + CHECKPOINT_BYTES

    def _size_of_log(self) -> int:
        try:
            return Path(f"{self._path}-wal").stat().st_size
        except OSError:
            return 0


_queues: dict[str, WriteQueue] = {}
_queues_guard = threading.Lock()


def queue_of(name: str, in_memory: bool) -> WriteQueue:
    """The one queue of this process for the database called `name`."""
    key = name if in_memory else str(Path(name).resolve())
    with _queues_guard:
        if key not in _queues:
            _queues[key] = WriteQueue(None if in_memory else key)
        return _queues[key]
