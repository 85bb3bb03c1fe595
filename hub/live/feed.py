"""One stream in one process: reads what is new once, and writes it to every socket that follows.

A socket is in one of three states here. `live`: it has everything up to the feed's cursor, and the next rows are
written to it. `ahead`: its own reading was newer than the feed's, so it skips up to its number. `behind`: it catches up
by itself, from the database, and is left alone meanwhile. It changes from behind to live without an await between the
test and the change; otherwise the feed could step over a row in between.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from hub.live.frames import Frame, Row, packed
from hub.live.kinds import Kind, Visitor
from hub.live.reading import PIECE, Missed
from hub.live.socket import NO_ACCESS, Message, Socket

logger = logging.getLogger(__name__)
PAUSE = 0.5  # seconds, when the database did not answer

News = Callable[[str, int, Collection[Visitor]], Awaitable[tuple[list[Row], set[Visitor] | None]]]
Catch = Callable[[Visitor, dict[str, int | None]], Awaitable[dict[str, Missed]]]
Drop = Callable[[Socket, int], None]


class Feed:
    """`read_news` and `read_missed` ask the database; `drop` closes a socket everywhere."""

    __slots__ = (
        "ahead", "behind", "catching", "cursor", "drop", "is_pumping", "is_rung", "kind", "live", "name", "read_missed",
        "read_news", "tasks",
    )  # fmt: skip

    def __init__(self, name: str, kind: Kind, read_news: News, read_missed: Catch, drop: Drop) -> None:
        self.name, self.kind = name, kind
        self.read_news, self.read_missed, self.drop = read_news, read_missed, drop
        self.cursor: int | None = None  # everything up to it is written to the live ones
        self.live: dict[Socket, None] = {}
        self.ahead: dict[Socket, int] = {}
        self.behind: dict[Socket, int | None] = {}  # the number it has; None is "from now on"
        self.catching: set[Socket] = set()
        self.is_rung = self.is_pumping = False
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def followers(self) -> list[Socket]:
        return [*self.live, *self.ahead, *self.behind]

    @property
    def is_empty(self) -> bool:
        return not (self.live or self.ahead or self.behind)

    def leave(self, socket: Socket) -> None:
        for state in (self.live, self.ahead, self.behind):
            state.pop(socket, None)

    # What is new

    def ring(self) -> None:
        """Something may be new. Many rings are one reading."""
        self.is_rung = True
        if not self.is_pumping and self.cursor is not None:
            self.is_pumping = True
            self._do(self._pump())

    async def _pump(self) -> None:
        try:
            while self.is_rung and not self.is_empty:
                self.is_rung = False
                await self._read_on()
        finally:
            self.is_pumping = False

    async def _read_on(self) -> None:
        assert self.cursor is not None
        asked = {socket.visitor for socket in (*self.live, *self.ahead)} if self.kind.is_guarded else set()
        try:
            rows, allowed = await self.read_news(self.name, self.cursor, asked)
        except Exception:
            logger.exception("The stream %s could not be read; trying again.", self.name)
            self.is_rung = True
            await asyncio.sleep(PAUSE)
            return
        self.is_rung = self.is_rung or len(rows) == PIECE
        self._deliver([row for row in rows if row.number > self.cursor], allowed, asked)

    def _deliver(self, rows: list[Row], allowed: set[Visitor] | None, asked: set[Visitor]) -> None:
        """Write the rows to everybody who is live, in one go."""
        if not rows:
            return
        if allowed is not None:
            self._part_with_others(allowed, asked)
        sheaves = Sheaves(self.name, rows, len(self.live))
        former = self.cursor
        for socket in list(self.live):
            for number, message in sheaves.of(socket.language):
                if not socket.push(message):
                    self.live.pop(socket, None)
                    self.behind[socket] = number - 1
                    break
        self.cursor = rows[-1].number
        for socket, floor in list(self.ahead.items()):
            self._give_ahead(socket, max(floor, former or 0), sheaves)

    def _part_with_others(self, allowed: set[Visitor], asked: set[Visitor]) -> None:
        """Whoever may not listen any more goes. Whoever came while we read was not asked about, and asks itself."""
        for socket in [one for one in (*self.live, *self.ahead) if one.visitor not in allowed]:
            if socket.visitor in asked:
                self.drop(socket, NO_ACCESS)
                continue
            had = self.ahead.pop(socket, self.cursor)
            self.live.pop(socket, None)
            self.behind[socket] = had
            self._do(self.catch_up(socket))

    def _give_ahead(self, socket: Socket, floor: int, sheaves: "Sheaves") -> None:
        assert self.cursor is not None
        for number, message in sheaves.of(socket.language):
            if number > floor and not socket.push(message):
                del self.ahead[socket]
                self.behind[socket] = number - 1
                return
        if floor <= self.cursor:
            del self.ahead[socket]
            self.live[socket] = None

    # What one socket has missed

    def expect(self, socket: Socket, after: int | None) -> None:
        """A socket that is about to read what it missed. Known here before it reads, so that no ring is lost."""
        self.behind[socket] = after

    async def catch_up(self, socket: Socket) -> None:
        if socket in self.catching:
            return
        self.catching.add(socket)
        try:
            while socket in self.behind and socket.has_room:
                try:
                    found = await self.read_missed(socket.visitor, {self.name: self.behind[socket]})
                except Exception:
                    logger.exception("What a socket missed of %s could not be read; trying again.", self.name)
                    await asyncio.sleep(PAUSE)
                    continue
                self.take(socket, found[self.name])
        finally:
            self.catching.discard(socket)

    def take(self, socket: Socket, missed: Missed) -> None:
        """Write to a socket what it missed; then it is live, unless there is more to read or no room for it."""
        if socket not in self.behind:
            return  # it has left meanwhile
        if not missed.is_allowed:
            self.drop(socket, NO_ACCESS)
            return
        sent = self._write_missed(socket, missed)
        if sent is None:
            return
        self.behind[socket] = sent
        is_all = missed.rows is None or len(missed.rows) < PIECE
        if self.cursor is None and is_all:
            self.cursor = sent
        if self.cursor is not None and is_all and self.cursor <= sent:
            del self.behind[socket]
            if sent == self.cursor:
                self.live[socket] = None
            else:
                self.ahead[socket] = sent
            socket.write({"type": "websocket.send", "text": packed({"at": {self.name: sent}})})
        if self.cursor is not None and (self.is_rung or missed.head > self.cursor):
            self.ring()

    def _write_missed(self, socket: Socket, missed: Missed) -> int | None:
        """The number up to which the socket has it all now; None when it has no room left."""
        had = self.behind[socket]
        sent = missed.head if had is None or missed.rows is None else had
        if missed.rows is None:
            socket.write({"type": "websocket.send", "text": packed({"reload": self.name})})
        for row in missed.rows or ():
            if not row.is_superseded and not socket.push(sending(Frame(self.name, row), socket.language)):
                self.behind[socket] = sent
                return None
            sent = row.number
        return sent

    def begin_anew(self, head: int) -> None:
        """The stream's number is lower than what we have: another database stands behind it now."""
        self.cursor = head
        for socket in self.followers:
            self.leave(socket)
            self.live[socket] = None
            socket.write({"type": "websocket.send", "text": packed({"reload": self.name})})

    def _do(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)  # the loop itself keeps no hold of a task
        task.add_done_callback(self.tasks.discard)


class Sheaves:
    """The frames of a few rows, made once for each language that is asked for."""

    def __init__(self, name: str, rows: list[Row], listeners: int) -> None:
        self.frames = [Frame(name, row, listeners) for row in rows if not row.is_superseded]
        self.made: dict[str, list[tuple[int, Message]]] = {}

    def of(self, language: str) -> list[tuple[int, Message]]:
        found = self.made.get(language)
        if found is None:
            found = [(frame.row.number, sending(frame, language)) for frame in self.frames]
            self.made[language] = found
        return found


def sending(frame: Frame, language: str) -> Message:
    return {"type": "websocket.send", "text": frame.text(language)}
