"""A browser's side of the socket, by hand, against the real server."""

import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from tests.serving.clients import WebSocket


class Place:
    """Where a server listens: what `WebSocket` connects to."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "", parts.port or 0

    def connect(self, data: bytes = b"") -> socket.socket:
        plug = socket.create_connection((self.host, self.port), 20)
        plug.sendall(data)
        return plug


class Page(WebSocket):
    """`Page(server, cookie, "municipality/1", room=41)`; reads frames one by one."""

    def __init__(self, server: str, cookie: str = "", follow: str = "municipality/1", headers: str = "") -> None:
        place = Place(server)
        self.told: list[dict[str, Any]] = []
        self.closed = 0
        said = headers or f"Origin: http://{place.host}:{place.port}\r\n"
        said += f"Cookie: {cookie}\r\n" if cookie else ""
        super().__init__(place, f"/live/?follow={follow}", said, host=f"{place.host}:{place.port}")  # type: ignore[arg-type]

    def next(self) -> dict[str, Any] | None:
        """The next frame that is no heartbeat; None when the server has closed."""
        while True:
            opcode, payload = self.receive()
            if opcode == 9:
                continue
            if opcode != 1:
                self.closed = int.from_bytes(payload[:2], "big") if opcode == 8 else -1
                return None
            frame = json.loads(payload)
            if "beat" not in frame:
                self.told.append(frame)
                return frame

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
        """The first frame that is wanted; None when the server closes first."""
        while (frame := self.next()) is not None:
            if wanted(frame):
                return frame
        return None

    def until_live(self, count: int = 1) -> "Page":
        for _ in range(count):
            assert self.until(lambda frame: "at" in frame), self.closed
        return self

    def until_number(self, number: int) -> dict[str, Any] | None:
        return self.until(lambda frame: frame.get("n") == number)

    @property
    def numbers(self) -> list[int]:
        return [frame["n"] for frame in self.told if "n" in frame]


def cookie_of(person: Any) -> str:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"
