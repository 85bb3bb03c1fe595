"""All feeds and sockets of one process, and what it does by itself: look, listen to other processes, keep a beat."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from channels.layers import get_channel_layer
from django.db import DatabaseError, connections

from hub.live.bell import GROUP, bell, crosses_processes
from hub.live.feed import Feed
from hub.live.frames import packed
from hub.live.kinds import Headers, Visitor, parts_of
from hub.live.reading import Missed, Reader, Round
from hub.live.socket import NO_ACCESS, SIGNED_OUT, TOO_SLOW, TRY_LATER, Socket
from hub.serving.lanes import Worker

logger = logging.getLogger(__name__)
LOOK_EVERY = 4.0  # seconds: a lost ring, a lost sign-in and a lost seat are found within it
BEAT_EVERY = 5.0  # seconds without a word, after which a socket is told that it is alive
SLICES = 10  # of the sockets, so that telling all of them does not hold up the rest
MOST_BEHIND = 20.0  # seconds that a reader may keep its backlog full
PING_EVERY, PONG_WITHIN = 2.0, 7.0  # seconds; our own voice over the channel layer
LAYER_TIME = 2.0  # seconds for the channel layer to answer

Answer = TypeVar("Answer")


class Exchange:
    """Made before there is a loop; begins with the first socket."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.feeds: dict[str, Feed] = {}
        self.sockets: dict[Socket, None] = {}
        self.open_by: Counter[str] = Counter()  # how many each sign-in has
        self.tasks: set[asyncio.Task[None]] = set()
        self.workers: dict[str, Worker] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self.mark = f"!{secrets.token_hex(8)}"
        self.heard_at = 0.0  # when our own voice last came back over the channel layer
        self.is_alone = True  # no other process is to be heard of

    def begin(self) -> None:
        loop = asyncio.get_running_loop()
        if self.loop is loop:
            return
        self.loop = loop
        self.workers = {name: Worker(f"live-{name}") for name in ("feeds", "doors", "looks")}
        bell.answer(loop, self.hear)
        self.do(self.keep_looking())
        self.do(self.keep_beating())
        self.is_alone = not crosses_processes()
        if not self.is_alone:
            self.heard_at = loop.time()
            self.do(self.keep_listening())
            self.do(self.keep_pinging())

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        assert self.loop is not None
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def on_thread(self, name: str, work: Callable[..., Answer], *arguments: Any) -> Answer:
        """Read the database on a lasting thread, so that its connection lasts too."""
        assert self.loop is not None
        return await self.loop.run_in_executor(self.workers[name], partial(reading, work, *arguments))

    async def read_news(self, *asked: Any) -> Any:
        return await self.on_thread("feeds", self.reader.news, *asked)

    async def read_missed(self, *asked: Any) -> dict[str, Missed]:
        return await self.on_thread("doors", self.reader.missed, *asked)

    # Sockets come and go

    async def welcome(self, socket: Socket, headers: Headers, wanted: dict[str, int | None], address: str = "") -> None:
        """Find out who it is and what it missed, in one reading; then it is live. Closes it where it may not be."""
        feeds = {name: feed for name in wanted if (feed := self.feed_of(name))}
        if len(feeds) < len(wanted):
            socket.close(NO_ACCESS)
            return
        self.sockets[socket] = None
        for name, feed in feeds.items():
            feed.expect(socket, wanted[name])
            socket.feeds.append(feed)
        try:
            visitor, found = await self.on_thread("doors", self.reader.enter, headers, wanted, address)
        except DatabaseError:
            logger.exception("A socket could not be let in, as the database does not answer.")
            self.drop(socket, TRY_LATER)
            return
        if socket not in self.sockets:
            return
        if visitor is None:
            self.drop(socket, SIGNED_OUT)
            return
        socket.visitor, socket.language = visitor, visitor.language
        self.open_by[visitor.key] += 1
        for name, feed in feeds.items():
            feed.take(socket, found[name])
        self.wake(socket)

    def feed_of(self, name: str) -> Feed | None:
        found = self.feeds.get(name)
        if found is None and (parts := parts_of(name, self.reader.kinds)):
            found = self.feeds[name] = Feed(name, parts[0], self.read_news, self.read_missed, self.drop)
        return found

    def wake(self, socket: Socket) -> None:
        """There is room: whatever it is behind with is read."""
        for feed in socket.feeds:
            if socket in feed.behind:
                self.do(feed.catch_up(socket))

    def drop(self, socket: Socket, code: int) -> None:
        """Nothing more is written to it, and it is told why."""
        self.forget(socket)
        socket.close(code)

    def forget(self, socket: Socket) -> None:
        if self.sockets.pop(socket, 0) is None and socket.visitor.key:
            self.open_by[socket.visitor.key] -= 1
            if not self.open_by[socket.visitor.key]:
                del self.open_by[socket.visitor.key]
        for feed in socket.feeds:
            feed.leave(socket)
            if feed.is_empty:
                self.feeds.pop(feed.name, None)
        socket.feeds = []

    # Rings

    def hear(self, said: list[str]) -> None:
        """What the bell says, ours or another process's."""
        asked = set()
        for what in said:
            if what == self.mark:
                self.heard_at = asyncio.get_running_loop().time()
            elif what.startswith("?"):
                asked.add(what[1:])
            elif feed := self.feeds.get(what):
                feed.ring()
        if asked:
            theirs = [socket for socket in self.sockets if str(socket.visitor.person) in asked]
            if theirs:
                self.do(self.look_safely(theirs))

    # By itself

    async def keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self.look_safely(list(self.sockets))
            self.close_stalled()

    async def look_safely(self, sockets: list[Socket]) -> None:
        try:
            await self.look([socket for socket in sockets if socket.visitor.key])
        except Exception:
            logger.exception("The streams could not be looked at; the next look makes it good.")

    async def look(self, sockets: list[Socket]) -> None:
        """Ask the database about these sockets and their streams: who may still listen, and what is new."""
        followed: dict[str, list[Visitor]] = {}
        for socket in sockets:
            for feed in socket.feeds:
                followed.setdefault(feed.name, []).append(socket.visitor)
        if followed:
            self.act_on(await self.on_thread("looks", self.reader.look, followed), sockets)

    def act_on(self, seen: Round, sockets: Collection[Socket]) -> None:
        for socket in sockets:
            if socket not in self.sockets:
                continue
            if socket.visitor not in seen.inside:
                self.drop(socket, SIGNED_OUT)
            elif any(socket.visitor not in seen.allowed.get(feed.name, seen.inside) for feed in socket.feeds):
                self.drop(socket, NO_ACCESS)
        for name, head in seen.heads.items():
            feed = self.feeds.get(name)
            if feed is None or feed.cursor is None:
                continue
            if head > feed.cursor:
                feed.ring()
            elif head < feed.cursor and not feed.is_pumping:
                self.do(self.doubt(feed))

    async def doubt(self, feed: Feed) -> None:
        """The look may just be older than the feed's own reading; only a second one tells that the number went back."""
        before = feed.cursor
        seen = await self.on_thread("looks", self.reader.look, {feed.name: []})
        if before is not None and feed.cursor == before and seen.heads[feed.name] < before:
            feed.begin_anew(seen.heads[feed.name])

    def close_stalled(self) -> None:
        assert self.loop is not None
        now = self.loop.time()
        for socket in list(self.sockets):
            if socket.stalled_since and now - socket.stalled_since > MOST_BEHIND:
                self.drop(socket, TOO_SLOW)

    async def keep_beating(self) -> None:
        """A word to whoever has heard nothing: browsers cannot see the connection's own pings."""
        while True:
            waiting = list(self.sockets)
            step = -(-len(waiting) // SLICES) or 1
            for number in range(SLICES):
                await asyncio.sleep(BEAT_EVERY / 2 / SLICES)
                self.beat(waiting[number * step : (number + 1) * step])

    def beat(self, sockets: list[Socket]) -> None:
        assert self.loop is not None
        now = self.loop.time()
        word = {"type": "websocket.send", "text": packed({"beat": "slow" if self.is_deaf else "live"})}
        for socket in sockets:
            if now - socket.last > BEAT_EVERY / 2 and socket in self.sockets and not socket.is_blocked:
                socket.last = now
                socket.write(word)

    # Other processes

    @property
    def is_deaf(self) -> bool:
        """Whether other processes are heard of by looking only."""
        assert self.loop is not None
        return not self.is_alone and self.loop.time() - self.heard_at > PONG_WITHIN

    async def keep_pinging(self) -> None:
        while True:
            bell.ring_outward([self.mark])
            await asyncio.sleep(PING_EVERY)

    async def keep_listening(self) -> None:
        """One subscription of the channel layer for the whole process, renewed when it has gone silent."""
        while True:
            try:
                await self.listen()
            except Exception as error:
                logger.info("Other processes are not heard (%s); looking every %d s meanwhile.", error, LOOK_EVERY)
            await asyncio.sleep(1)

    async def listen(self) -> None:
        layer = get_channel_layer()
        assert layer is not None
        channel = await asyncio.wait_for(layer.new_channel(), LAYER_TIME)
        try:
            await asyncio.wait_for(layer.group_add(GROUP, channel), LAYER_TIME)
            self.do(self.look_safely(list(self.sockets)))  # rings may have been lost until now
            while True:
                message = await asyncio.wait_for(layer.receive(channel), PONG_WITHIN)
                self.hear(message["what"])
        except TimeoutError:
            raise ConnectionError("silence") from None
        finally:
            with suppress(Exception):
                await asyncio.wait_for(layer.group_discard(GROUP, channel), LAYER_TIME)


def reading(work: Callable[..., Answer], *arguments: Any) -> Answer:
    """One try more on a new connection: the database may have been restarted since the last reading."""
    try:
        return work(*arguments)
    except DatabaseError:
        connections.close_all()
        return work(*arguments)
