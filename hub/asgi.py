"""What daphne serves. Pages cross to a lasting thread once a request (hub.serving.handler), sockets stay here."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

from hub.serving.guard import Guard
from hub.serving.handler import application as http

pages = http()  # sets Django up, which what follows needs


def live() -> Any:
    """Who follows what."""
    from hub.listening import READER
    from hub.live.exchange import Exchange
    from hub.live.sockets import Sockets

    return Sockets(Exchange(READER))


sockets = live()


async def hub(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await (sockets if scope["type"] == "websocket" else pages)(scope, receive, send)


application = Guard(hub)
