"""What is refused before it reaches Django or a socket's consumer."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from hub.serving.refusing import page

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

# Text that no database takes: PostgreSQL answers NUL with an error, and half a surrogate pair is not UTF-8 at all.
UNFIT_TEXT = re.compile("[\x00\ud800-\udfff]")
UNFIT_QUERY = re.compile(rb"\x00|%00|%ED%[AB][0-9A-F]", re.IGNORECASE)


class Guard:
    """Wraps the whole ASGI application.

    `root_path` is emptied because daphne takes it from a header of the client (Daphne-Root-Path), which would let
    anybody step past rules that a proxy keeps for paths. The hub is always at the root of its address.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Callable[..., Awaitable[None]]) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.application(scope, receive, send)
        elif UNFIT_TEXT.search(scope["path"]) or UNFIT_QUERY.search(scope["query_string"]):
            await refuse(scope, send)
        else:
            await self.application({**scope, "root_path": ""}, receive, send)


async def refuse(scope: dict[str, Any], send: Callable[..., Awaitable[None]]) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    headers, body = page("400.html", cookies, otherwise="Bad Request")
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})
