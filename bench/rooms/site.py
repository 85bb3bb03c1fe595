"""The hub with one room more, where everybody may sit and say something. For the benches of the live layer only.

python -m bench.rooms.site PORT [uvicorn]        GET /bench/say/WORD says WORD in room/1
"""

import asyncio
import json
import os
import secrets
import sys
import threading
import time
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

# As `serve` does: Twisted chooses its loop when it is imported.
from hub.serving.server import run  # isort: skip

from django.utils import timezone

from hub.asgi import pages
from hub.listening import KINDS, READER
from hub.live.exchange import Exchange
from hub.live.kinds import Kind
from hub.live.models import ANY, Stream
from hub.live.sockets import Sockets
from hub.serving.guard import Guard
from hub.serving.lanes import Worker

SAY, STATE, BARE, CLOCK = "/bench/say/", "/bench/state/", "/bench/bare/", "/bench/clock/"
KINDS["room"] = Kind(lambda owner, visitors: visitors)
exchange = Exchange(READER)
sockets = Sockets(exchange)
writer = Worker("bench-writer")


class Word:
    """What is said, as a row with a look would be."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.element_id = f"word-{secrets.token_hex(4)}"  # said again, it is another: nothing takes its number's place

    def looks(self, number: int) -> dict[str, str]:
        return {ANY: f'<p id="{self.element_id}" data-number="{number}">{self.word}</p>'}


def set_clock(seconds: float) -> None:
    """From now on the clock on the wall, not the one that only goes forward, is so much off."""
    rightly, now = time.time, timezone.now
    time.time = lambda: rightly() + seconds
    timezone.now = lambda: now() + timedelta(seconds=seconds)


def say(word: str) -> int:
    subject: Any = Word(word)
    return Stream.record("room", 1, "word", subject).number


async def hub(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "websocket" and scope["path"] == BARE:
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            pass
    elif scope["type"] == "websocket":
        await sockets(scope, receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(SAY):
        number = await asyncio.wrap_future(writer.submit(say, scope["path"].removeprefix(SAY)))
        await answer(send, str(number).encode())
    elif scope["type"] == "http" and scope["path"].startswith(CLOCK):
        set_clock(float(scope["path"].removeprefix(CLOCK)))
        await answer(send, b"set")
    elif scope["type"] == "http" and scope["path"] == STATE:
        state = {"sockets": len(exchange.sockets), "feeds": len(exchange.feeds), "threads": threading.active_count()}
        await answer(send, json.dumps(state).encode())
    else:
        await pages(scope, receive, send)


async def answer(send: Any, body: bytes) -> None:
    headers = [(b"Content-Type", b"text/plain"), (b"Content-Length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


application = Guard(hub)

if __name__ == "__main__":
    if "uvicorn" in sys.argv:
        import uvicorn

        uvicorn.run(application, port=int(sys.argv[1]), ws="websockets-sansio", ws_max_size=4096, log_level="warning")
    else:
        run(application, "127.0.0.1", int(sys.argv[1]))
