"""One browser's socket: writes without ever waiting, and knows when its reader has had enough."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Generator
from functools import partial
from typing import Any

from hub.live.kinds import Visitor

WINDOW = 200  # changes on their way that the browser has not acknowledged; it does so every 50
MOST_MESSAGES, IN_SECONDS = 50, 10  # from a browser; more is a flood
LONGEST_MESSAGE = 2000  # characters

SIGNED_OUT, NO_ACCESS, TOO_SLOW, FLOOD, UNFIT = 4401, 4404, 4408, 4429, 4400  # our close codes
RESTART, TRY_LATER = 1012, 1013  # the registry's: come back in a moment

Message = dict[str, Any]
Send = Callable[[Message], Coroutine[Any, Any, None]]


class Unfit(Exception):
    """The browser sent what no browser of ours sends."""


class Socket:
    """What the exchange knows of one socket. `write` and `push` are for the loop's thread only."""

    __slots__ = (
        "_loop", "_send", "acked", "feeds", "heard", "is_blocked", "is_closed", "language", "last", "pushed",
        "since", "stalled_since", "visitor", "wake",
    )  # fmt: skip

    def __init__(self, send: Send, wake: Callable[["Socket"], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._send = send
        self.wake = wake  # called when there is room again
        self.visitor: Visitor = Visitor("")
        self.language = ""
        self.feeds: list[Any] = []
        self.pushed = self.acked = 0  # changes
        self.is_blocked = False  # the server waits for the reader (uvicorn does; our daphne never)
        self.is_closed = False
        self.last = self._loop.time()  # when it was last written to
        self.stalled_since = 0.0
        self.heard, self.since = 0, self.last  # messages of the browser in this stretch of time

    @property
    def has_room(self) -> bool:
        return self.pushed - self.acked < WINDOW and not self.is_blocked and not self.is_closed

    def push(self, message: Message) -> bool:
        """Hand over one change. False when the reader is too far behind: then nothing more goes out until it asks."""
        if self.pushed - self.acked >= WINDOW or self.is_blocked or self.is_closed:
            self.stalled_since = self.stalled_since or self._loop.time()
            return False
        self.pushed += 1
        self.write(message)
        return True

    def write(self, message: Message) -> None:
        """Begin to send at once, without a task: on daphne that is all. A server that wants to wait does so apart."""
        if self.is_closed:
            return
        sending = self._send(message)
        try:
            waiting = sending.send(None)
        except StopIteration:
            return
        except Exception:  # the connection has just ended; the disconnect is on its way
            self.is_closed = True
            return
        self.is_blocked = True
        self._loop.create_task(self._finish(Rest(sending, waiting)))

    async def _finish(self, rest: "Rest") -> None:
        try:
            await rest
        except Exception:
            self.is_closed = True
        self.is_blocked = False
        if not self.is_closed:
            self.wake(self)

    def close(self, code: int) -> None:
        self.write({"type": "websocket.close", "code": code})
        self.is_closed = True

    def hear(self, text: str) -> None:
        """What a browser may say: a table of verbs, each with its types. Raises Unfit for all else."""
        if len(text) > LONGEST_MESSAGE:
            raise Unfit
        try:
            said = json.loads(text)
            verb = VERBS[said.pop("v")]
            verb(self, **said)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise Unfit from None

    def is_flooding(self) -> bool:
        """Count one more message of the browser."""
        now = self._loop.time()
        if now - self.since > IN_SECONDS:
            self.heard, self.since = 0, now
        self.heard += 1
        return self.heard > MOST_MESSAGES

    def acknowledge(self, got: int) -> None:
        """So many changes have arrived since the socket opened."""
        if type(got) is not int or not self.acked <= got <= self.pushed:
            raise Unfit
        self.acked = got
        self.stalled_since = 0.0
        self.wake(self)


VERBS: dict[str, Callable[..., None]] = {"ack": Socket.acknowledge}


class Rest(Awaitable[None]):
    """The rest of a coroutine that has been begun outside a task and waits for something."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], waiting: Any) -> None:
        self.coroutine, self.waiting = coroutine, waiting

    def __await__(self) -> Generator[Any, Any, None]:
        waiting = self.waiting
        while True:
            try:
                got = yield waiting
            except BaseException as error:
                go_on = partial(self.coroutine.throw, error)
            else:
                go_on = partial(self.coroutine.send, got)
            try:
                waiting = go_on()
            except StopIteration:
                return
