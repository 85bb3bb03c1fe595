"""Many websockets in one process, on a raw epoll loop: some 5 us a message received, far below any server in Python.

A client counts a message when its word occurs in what it receives, so a server may wrap it as it likes.
"""

import base64
import os
import random
import resource
import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

READ = 65_536  # bytes at a time
PATIENCE = 30  # seconds for one word to reach everybody
ACK_EVERY = 50  # frames, as the browser does


class Refused(Exception):
    """The server did not let a socket in."""


class Fan:
    """`Fan(url, cookies)`: the sockets are signed in by turns with these cookies; none is none."""

    def __init__(self, url: str, cookies: list[str] | None = None, acknowledges: bool = False) -> None:
        parts = urlsplit(url)
        self.address = (parts.hostname, parts.port)
        self.acknowledges = acknowledges
        path = f"{parts.path or '/'}?{parts.query}"
        self.heads = [self.head(parts.netloc, path, cookie) for cookie in cookies or [""]]
        self.poll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.frames: dict[int, int] = {}
        self.handshakes: list[float] = []
        self.failed = 0

    @staticmethod
    def head(host: str, path: str, cookie: str) -> bytes:
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            *([f"Cookie: {cookie}"] if cookie else []),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def __enter__(self) -> "Fan":
        return self

    def __exit__(self, *error: object) -> None:
        for one in self.sockets.values():
            one.close()
        self.poll.close()

    def connect(self, number: int, window: int = 200, patience: float = 120) -> float:
        """Open so many, at most `window` handshakes under way. Seconds taken; raises TimeoutError and Refused."""
        began, opening = time.perf_counter(), select.epoll()
        pending: dict[int, Opening] = {}
        left = number
        while left or pending:
            if time.perf_counter() - began > patience:
                raise TimeoutError(f"{number - left - len(pending)} of {number} were connected.")
            while left and len(pending) < window:
                one = Opening(self.address, self.heads[left % len(self.heads)])
                pending[one.plug.fileno()] = one
                opening.register(one.plug, select.EPOLLOUT)
                left -= 1
            for descriptor, _ in opening.poll(1):
                one = pending[descriptor]
                try:
                    is_open = one.go_on(opening)
                except OSError:
                    opening.unregister(descriptor)
                    one.plug.close()
                    del pending[descriptor]
                    self.failed, left = self.failed + 1, left + 1
                    continue
                if is_open:
                    opening.unregister(descriptor)
                    self.sockets[descriptor] = pending.pop(descriptor).plug
                    self.handshakes.append(time.perf_counter() - one.began)
                    self.poll.register(descriptor, select.EPOLLIN)
        opening.close()
        return time.perf_counter() - began

    def read(self, descriptor: int) -> bytes:
        """What has come, pings answered and frames acknowledged."""
        data = self.sockets[descriptor].recv(READ)
        if data[:1] == b"\x89" and len(data) > 1:
            length = data[1] & 127
            self.sockets[descriptor].send(bytes([0x8A, 0x80 | length]) + b"\0\0\0\0" + data[2 : 2 + length])
        if self.acknowledges:
            before = self.frames.get(descriptor, 0)
            got = self.frames[descriptor] = before + data.count(b'"n":')
            if got // ACK_EVERY > before // ACK_EVERY:
                self.sockets[descriptor].send(masked(f'{{"v":"ack","got":{got}}}'))
        return data

    def drain(self, quiet: float = 0.3, patience: float = 20) -> None:
        """Read until nothing comes for so many seconds."""
        until = time.perf_counter() + patience
        while time.perf_counter() < until and (ready := self.poll.poll(quiet)):
            for descriptor, _ in ready:
                self.read(descriptor)

    def one(self, say: Callable[[str], object], word: str) -> list[float]:
        """Have a word said; seconds until each socket has it, from just before it is said."""
        wanted, times, rest = word.encode(), [], dict.fromkeys(self.sockets, b"")
        began = time.perf_counter()
        say(word)
        while rest and time.perf_counter() - began < PATIENCE:
            for descriptor, _ in self.poll.poll(1, 1024):
                data = self.read(descriptor)
                now = time.perf_counter()
                if descriptor not in rest:
                    continue
                rest[descriptor] = (rest[descriptor] + data)[-4096:]
                if wanted in rest[descriptor]:
                    del rest[descriptor]
                    times.append(now - began)
        return times

    def say_here(self, word: str) -> None:
        """One of the sockets says it."""
        random.choice(list(self.sockets.values())).send(masked(f'{{"b":"{word}"}}'))


class Opening:
    """A handshake under way."""

    def __init__(self, address: tuple[str | None, int | None], head: bytes) -> None:
        self.head, self.answer, self.is_asked, self.began = head, b"", False, time.perf_counter()
        self.plug = socket.socket()
        self.plug.setblocking(False)
        self.plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.plug.connect_ex(address)

    def go_on(self, opening: select.epoll) -> bool:
        """Whether the socket is open now."""
        if not self.is_asked:
            if self.plug.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError
            self.plug.send(self.head)
            self.is_asked = True
            opening.modify(self.plug, select.EPOLLIN)
            return False
        data = self.plug.recv(4096)
        if not data:
            raise OSError
        self.answer += data
        if b"\r\n\r\n" not in self.answer:
            return False
        if b" 101 " not in self.answer[:20]:
            raise Refused(self.answer[:200].decode("latin-1"))
        return True


def masked(text: str) -> bytes:
    data, mask = text.encode(), b"\0\0\0\0"
    size = len(data)
    head = bytes([128 | size]) if size < 126 else bytes([254]) + size.to_bytes(2, "big")
    return b"\x81" + head + mask + data


def share(values: list[float], part: float) -> float:
    """The value below which this part of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def allow_many_sockets() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_000) if hard > 0 else 65_000, hard))
