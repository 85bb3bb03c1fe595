"""The ASGI application for websockets: /live/?follow=municipality/1:12,room/7:41

Each stream with the number that the page was made at, or none for "from now on".
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from hub.live.exchange import Exchange
from hub.live.kinds import all_open
from hub.live.origin import is_ours
from hub.live.socket import FLOOD, RESTART, SIGNED_OUT, UNFIT, Socket, Unfit
from hub.live.streams import followed
from hub.serving import readiness

logger = logging.getLogger(__name__)
PATH = "/live/"
MOST_SOCKETS = 60  # of one sign-in: pages that stand open
MOST_STRANGERS = 1000  # of one network address: screens that nobody is signed in on, of a whole municipality
COOKIE = b"cookie"

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Sockets:
    """Lets a page of the hub follow its streams until one of both leaves."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Any) -> None:
        await receive()  # websocket.connect
        wanted = followed(asked_for(scope["query_string"]))
        if scope["path"] != PATH or wanted is None or not is_ours(scope["headers"]):
            await send({"type": "websocket.close"})  # before it is accepted: 403
            return
        await send({"type": "websocket.accept"})
        code = self.refusal(scope, wanted)
        if code:  # a browser learns no reason from a 403, so it is let in and told
            await send({"type": "websocket.close", "code": code})
            return
        socket = Socket(send, self.exchange.wake)
        self.exchange.begin()
        try:
            address = (scope.get("client") or [""])[0]
            await self.exchange.welcome(socket, scope["headers"], wanted, address)
            most = MOST_SOCKETS if socket.visitor.person else MOST_STRANGERS
            if self.exchange.open_by[socket.visitor.key] > most:
                self.exchange.drop(socket, FLOOD)
            await self.hear(socket, receive)
        finally:
            self.exchange.forget(socket)
            socket.is_closed = True

    def refusal(self, scope: dict[str, Any], wanted: dict[str, int | None]) -> int:
        if readiness.leaving.is_set():
            return RESTART
        if all_open(wanted, self.exchange.reader.kinds):
            return 0
        return 0 if any(name == COOKIE for name, _value in scope["headers"]) else SIGNED_OUT

    async def hear(self, socket: Socket, receive: Receive) -> None:
        """Listen until it leaves. What it says is only ever one of a table of verbs."""
        while (message := await receive())["type"] == "websocket.receive":
            if socket.is_closed:
                continue
            try:
                socket.hear(message.get("text") or "")
            except Unfit:
                self.exchange.drop(socket, UNFIT)
                continue
            if socket.is_flooding():
                logger.warning("A socket sent more than its share and was closed.")
                self.exchange.drop(socket, FLOOD)


def asked_for(query: bytes) -> str:
    return parse_qs(query.decode("ascii", "replace")).get("follow", [""])[0]
