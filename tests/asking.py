"""The hub's whole ASGI application, asked in this process: guard, lanes, middlewares and views, without a socket."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.db import connections

from hub.serving.guard import Guard
from hub.serving.handler import application

LONGEST = 60  # seconds until a request is given up


def apart(function: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Call it in a thread of its own: in the tests' thread Playwright's loop turns, once it has been used there."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *given, **named).result()


@dataclass
class Asked:
    """A request as daphne hands it on."""

    method: str
    target: str  # path and query as sent, ASCII
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    who: str | None = None  # whose session it carries

    def scope(self) -> dict[str, Any]:
        path, _, query = self.target.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers],
            "client": ["192.0.2.7", 40000],
            "server": ["127.0.0.1", 8000],
        }


@dataclass
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    seconds: float

    def header(self, name: bytes) -> bytes:
        return next((value for key, value in self.headers if key.lower() == name), b"")

    def whole(self) -> bytes:
        return b"\n".join(name + b": " + value for name, value in self.headers) + b"\n\n" + self.body


class Asker:
    """`with Asker() as asker: asker.ask(Asked("GET", "/"))`

    Its loop turns in a thread of its own: in the tests' thread Playwright's turns, once a browser test has run there.
    """

    def __enter__(self) -> "Asker":
        self.handler = application()
        self.application = Guard(self.handler)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """The lanes' threads stay, but their connections must not: PostgreSQL drops no database that is in use."""
        for lane in self.handler.lanes.values():
            for worker in lane.free:
                worker.submit(connections.close_all).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def ask(self, asked: Asked) -> Answer:
        answer = asyncio.wait_for(self.answer(asked), LONGEST)
        return asyncio.run_coroutine_threadsafe(answer, self.loop).result()

    async def answer(self, asked: Asked) -> Answer:
        waiting = [{"type": "http.request", "body": asked.body, "more_body": False}]
        parts: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not waiting:
                await asyncio.Event().wait()  # nobody leaves before the answer
            return waiting.pop()

        async def send(message: dict[str, Any]) -> None:
            parts.append(message)

        began = time.perf_counter()
        await self.application(asked.scope(), receive, send)
        body = b"".join(part.get("body", b"") for part in parts[1:])
        return Answer(parts[0]["status"], list(parts[0]["headers"]), body, time.perf_counter() - began)


def writes(captured):
    """What was written, of captured queries. One that PostgreSQL has prepared shows no text: it only reads."""
    return [query["sql"] for query in captured if (query["sql"] or "").startswith(("INSERT", "UPDATE", "DELETE"))]
