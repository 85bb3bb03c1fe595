"""The feed by itself: whatever comes in between, every socket hears everything once, and in order.

Hypothesis deals out what happens: changes, rings that get through or do not, sockets that come, go, stop reading and
read again, and in which order the readings of the database come back.
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.live import feed as feeds
from hub.live import socket as sockets
from hub.live.feed import Feed
from hub.live.frames import Row
from hub.live.kinds import Kind, Visitor
from hub.live.reading import Missed
from hub.live.socket import NO_ACCESS, Socket
from tests.asking import apart

NAME = "room/1"


@dataclass
class Post:
    """The database: rows, who may listen, and readings that are answered when it is their turn."""

    numbers: int = 0
    members: set[str] = field(default_factory=set)
    asked: list[tuple[asyncio.Future[Any], Any]] = field(default_factory=list)

    def rows(self, after: int) -> list[Row]:
        numbers = range(after + 1, self.numbers + 1)[: feeds.PIECE]
        return [Row(number, "word", "", {"": f"<p>{number}</p>"}, False) for number in numbers]

    async def _turn(self, read: Any) -> Any:
        turn: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.asked.append((turn, read))
        return await turn

    def answer(self, which: int) -> None:
        """One of the waiting readings reads now, or has read before and returns now: what came in between it lacks."""
        if self.asked:
            at = which % len(self.asked)
            turn, read = self.asked[at]
            if callable(read):
                self.asked[at] = (turn, read())
                return
            del self.asked[at]
            if not turn.done():
                turn.set_result(read)

    async def news(self, name: str, after: int, visitors: Any) -> Any:
        return await self._turn(lambda: (self.rows(after), {v for v in visitors if v.key in self.members}))

    async def missed(self, visitor: Visitor, wanted: dict[str, int | None]) -> dict[str, Missed]:
        after = wanted[NAME] or 0
        return await self._turn(lambda: {NAME: Missed(self.rows(after), self.numbers, visitor.key in self.members)})


class Browser:
    """Reads what is written to it, acknowledges when it is told to, and comes back with the number it has."""

    def __init__(self, room: "Room", key: str, after: int = 0) -> None:
        self.room, self.key, self.has = room, key, after
        self.got: list[int] = []
        self.come()

    def come(self) -> None:
        self.since_opened = 0
        self.code = 0
        self.socket = Socket(self.send, self.room.wake)
        self.socket.visitor = Visitor(self.key)
        self.room.feed.expect(self.socket, self.has)
        self.room.start(self.room.feed.catch_up(self.socket))

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.code = message["code"]
            return
        told = json.loads(message["text"])
        if "n" in told:
            self.since_opened += 1
            self.got.append(told["n"])
            # Noted and not raised: a socket takes what goes wrong in sending for the end of its connection.
            if told["n"] != self.has + 1:
                self.room.faults.append(f"{told['n']} after {self.has}")
            if told["n"] > self.room.lost_at.get(self.key, told["n"]):
                self.room.faults.append(f"{told['n']} to somebody who was not to hear it")
            self.has = told["n"]

    def leave(self) -> None:
        self.room.feed.leave(self.socket)
        self.socket.is_closed = True

    def acknowledge(self) -> None:
        if not self.socket.is_closed:
            self.socket.acknowledge(self.since_opened)


class Room:
    def __init__(self) -> None:
        self.post = Post()
        self.lost_at: dict[str, int] = {}
        self.faults: list[str] = []
        self.feed = Feed(NAME, Kind(lambda owner, visitors: visitors), self.post.news, self.post.missed, self.drop)
        self.tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def wake(self, socket: Socket) -> None:
        if socket in self.feed.behind:
            self.start(self.feed.catch_up(socket))

    def drop(self, socket: Socket, code: int) -> None:
        self.feed.leave(socket)
        socket.close(code)

    def look(self) -> None:
        """What the exchange does every few seconds, whether it was rung for or not."""
        if self.feed.cursor is not None and self.post.numbers > self.feed.cursor:
            self.feed.ring()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


READ: list[tuple[str, Any]] = [("answer", 0), ("answer", 0)]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.booleans()),  # and whether the ring is heard
        st.tuples(st.just("answer"), st.integers(0, 5)),
        st.tuples(st.just("come"), st.integers(0, 3)),
        st.tuples(st.just("leave"), st.integers(0, 3)),
        st.tuples(st.just("acknowledge"), st.integers(0, 3)),
        st.tuples(st.just("look"), st.just(0)),
    ),
    max_size=80,
)


async def act(steps: list[tuple[str, Any]]) -> tuple[Room, dict[int, Browser]]:
    room = Room()
    browsers: dict[int, Browser] = {}
    for what, which in steps:
        if what == "write":
            room.post.numbers += 1
            if which:
                room.feed.ring()
        elif what == "answer":
            room.post.answer(which)
        elif what == "look":
            room.look()
        elif what == "come":
            room.post.members.add(str(which))
            if which not in browsers:
                browsers[which] = Browser(room, str(which))
            elif browsers[which].socket.is_closed:
                browsers[which].come()
        elif which in browsers:
            getattr(browsers[which], what)()
        await room.settle()
    return room, browsers


async def come_to_rest(room: Room, browsers: dict[int, Browser]) -> None:
    for _ in range(1000):
        room.look()
        for browser in browsers.values():
            browser.acknowledge()
        await room.settle()
        if not room.post.asked and all(b.socket.is_closed or b.has == room.post.numbers for b in browsers.values()):
            return
        room.post.answer(0)
        await room.settle()


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch):
    """So that few steps reach every edge."""
    monkeypatch.setattr(feeds, "PIECE", 3)
    monkeypatch.setattr(sockets, "WINDOW", 4)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_everybody_hears_everything_once_and_in_order(steps):
    async def play() -> None:
        room, browsers = await act(steps)
        await come_to_rest(room, browsers)
        for browser in browsers.values():
            if not browser.socket.is_closed:
                assert browser.has == room.post.numbers
                assert browser.got == list(range(1, room.post.numbers + 1))
        assert not room.faults and not any(browser.code for browser in browsers.values())

    apart(asyncio.run, play())


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.integers(0, 3), STEPS)
def test_whoever_has_lost_access_hears_nothing_written_afterwards(before, who, after):
    async def play() -> None:
        room, browsers = await act(before)
        room.post.members.discard(str(who))
        room.lost_at[str(who)] = room.post.numbers
        for what, which in after:
            if what == "write":
                room.post.numbers += 1
                room.feed.ring()
            elif what == "answer":
                room.post.answer(which)
            elif what == "acknowledge" and which in browsers:
                browsers[which].acknowledge()
            await room.settle()
        room.post.numbers += 1
        await come_to_rest(room, browsers)
        if who in browsers and not browsers[who].socket.is_closed:
            assert browsers[who].has <= room.lost_at[str(who)]
        assert not room.faults
        if who in browsers:
            assert browsers[who].code in (0, NO_ACCESS)

    apart(asyncio.run, play())


def test_many_rings_are_one_reading():
    async def play() -> None:
        room, _browsers = await act([("come", 0), *READ])
        room.post.numbers = 2
        for _ in range(100):
            room.feed.ring()
        await room.settle()
        assert len(room.post.asked) == 1

    apart(asyncio.run, play())


def test_a_reader_who_does_not_read_gets_no_more_and_holds_nobody_up():
    async def play() -> None:
        room, browsers = await act([("come", 0), *READ, ("come", 1), *READ])
        for _ in range(12):
            room.post.numbers += 1
            browsers[1].acknowledge()
            room.feed.ring()
            await room.settle()
            room.post.answer(0)
            room.post.answer(0)
            await room.settle()
        assert browsers[0].has == sockets.WINDOW and browsers[0].socket.stalled_since
        assert browsers[1].has == 12
        await come_to_rest(room, browsers)
        assert browsers[0].got == list(range(1, 13))

    apart(asyncio.run, play())


def test_a_server_that_waits_for_a_slow_reader_holds_nobody_up_either():
    """uvicorn's way: sending waits while the connection is full."""

    async def play() -> None:
        opened = asyncio.Event()
        sent: list[str] = []

        async def send(message: Any) -> None:
            await opened.wait()
            sent.append(message["text"])

        woken: list[Socket] = []
        socket = Socket(send, woken.append)
        assert socket.push({"type": "websocket.send", "text": "1"})
        assert not socket.push({"type": "websocket.send", "text": "2"})
        opened.set()
        await asyncio.sleep(0.01)
        assert sent == ["1"] and woken == [socket] and socket.has_room

    apart(asyncio.run, play())


def test_a_socket_that_has_read_more_than_the_feed_hears_nothing_twice():
    async def play() -> None:
        room, browsers = await act([("come", 0), *READ, ("write", False), ("come", 1), *READ])
        assert browsers[1].has == 1 and room.feed.cursor == 0 and room.feed.ahead
        await come_to_rest(room, browsers)
        assert [browser.got for browser in browsers.values()] == [[1], [1]] and not room.faults
        assert not room.feed.ahead

    apart(asyncio.run, play())
