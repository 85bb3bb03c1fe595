"""Clients that keep count of what they hear, as a browser does, and somebody who speaks: for the fault tests."""

import asyncio
import base64
import json
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bench.fan import ACK_EVERY, masked

ROOM = "room/1"
SILENCE = 12  # seconds, as in the browser
PATIENCE = 30  # seconds for a word to be taken


class Follower:
    """Follows the room as live.js does: remembers the number it has, comes back when the line is gone."""

    def __init__(self, port: Callable[[], int], cookie: str, begun: int = 0) -> None:
        self.port, self.cookie = port, cookie
        self.has = self.begun = begun
        self.heard: list[tuple[int, str, float]] = []  # number, look, when
        self.repeated = self.connects = 0
        self.writer: asyncio.StreamWriter | None = None

    async def follow(self) -> None:
        while True:
            with suppress(OSError, EOFError, TimeoutError, ValueError):
                await self.listen()
            await asyncio.sleep(random.uniform(0.02, 0.3))

    async def listen(self) -> None:
        port = self.port()
        reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            self.writer.write(self.hello(port))
            answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), SILENCE)
            if b" 101 " not in answer[:20]:
                return
            self.connects += 1
            got = 0
            while (text := await asyncio.wait_for(frame(reader), SILENCE)) is not None:
                told = json.loads(text) if text else {}
                if "n" in told:
                    got += 1
                    self.take(told)
                    if got % ACK_EVERY == 0:
                        self.writer.write(masked(f'{{"v":"ack","got":{got}}}'))
        finally:
            self.writer.transport.abort()

    def hello(self, port: int) -> bytes:
        lines = [
            f"GET /live/?follow={ROOM}:{self.has} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"Origin: http://127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            f"Cookie: {self.cookie}",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def take(self, told: dict[str, Any]) -> None:
        if told["n"] <= self.has:
            self.repeated += 1
            return
        self.heard.append((told["n"], told.get("h", ""), time.monotonic()))
        self.has = told["n"]

    def cut(self) -> None:
        """The line is gone, without a word."""
        if self.writer is not None:
            self.writer.transport.abort()


async def frame(reader: asyncio.StreamReader) -> str | None:
    """The next text; empty for a ping, None for a close."""
    head = await reader.readexactly(2)
    size = head[1] & 127
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    elif size == 127:
        size = int.from_bytes(await reader.readexactly(8), "big")
    payload = await reader.readexactly(size)
    opcode = head[0] & 15
    return None if opcode == 8 else payload.decode() if opcode == 1 else ""


class Speaker:
    """Says words one after the other; a word that was not answered is said again, under the same name."""

    def __init__(self, port: Callable[[], int]) -> None:
        self.port = port
        self.number = 0  # of the latest word
        self.taken: dict[str, tuple[float, float]] = {}  # word: when it was said, and how long that took

    async def say(self, word: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            began = time.monotonic()
            with suppress(OSError, EOFError, TimeoutError):
                if await asyncio.wait_for(self.ask(word), 10):
                    self.taken[word] = (began, time.monotonic() - began)
                    return
            await asyncio.sleep(0.1)
        raise TimeoutError(f"{word} was not taken in {PATIENCE} seconds")

    async def ask(self, word: str) -> bool:
        port = self.port()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /bench/say/{word} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        try:
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200") or not body.isdigit():
                return False
            self.number = int(body)
            return True
        finally:
            writer.close()
