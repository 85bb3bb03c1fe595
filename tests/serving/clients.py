"""A running small site, and clients that speak HTTP and websocket by hand, to misbehave as real ones do."""

import base64
import contextlib
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SITE = Path(__file__).with_name("small_site.py")
ROOT = SITE.parent.parent.parent


class Site:
    """The small site in a process of its own."""

    def __init__(self, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(SITE), "0"],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1].strip("/\n"))

    def get(self, path: str, method: str = "GET", **request: Any) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, **request)
            response = connection.getresponse()
            return response.status, response.read()

    def json(self, path: str, **request: Any) -> Any:
        return json.loads(self.get(path, **request)[1])

    def connect(self, data: bytes = b"") -> socket.socket:
        plug = socket.create_connection(("127.0.0.1", self.port), 30)
        plug.sendall(data)
        return plug

    def memory(self) -> float:
        """PSS in MB: what this process costs the machine."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)


@contextlib.contextmanager
def running(**environment: str) -> Iterator[Site]:
    site = Site(**environment)
    try:
        yield site
    finally:
        site.process.kill()
        site.process.wait()
        assert site.process.stdout
        site.process.stdout.close()


def becomes(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes true in time; looked at often, so that a passing test does not wait."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def rest_of(plug: socket.socket) -> bytes:
    """Everything until the other side hangs up."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while piece := plug.recv(65_536):
            received += piece
    return received


class WebSocket:
    """Just enough of RFC 6455: masked text out, short frames in."""

    def __init__(self, site: Site, path: str = "/", headers: str = "", host: str = "localhost") -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.plug = site.connect(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{headers}\r\n".encode()
        )
        self.reading = self.plug.makefile("rb")
        self.status = int(self.reading.readline().split()[1])
        while self.reading.readline().strip():
            pass

    def send(self, text: str) -> None:
        self.plug.sendall(frame(text))

    def receive(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame; (0, b"") when the other side has hung up."""
        with contextlib.suppress(ConnectionError):
            head = self.reading.read(2)
            if len(head) == 2:
                length = head[1] & 127
                if length == 126:
                    length = struct.unpack("!H", self.reading.read(2))[0]
                return head[0] & 15, self.reading.read(length)
        return 0, b""

    def close_code(self) -> int:
        """The code with which the other side closes; 0 when it just hangs up."""
        while True:
            opcode, payload = self.receive()
            if opcode == 8:
                return int(struct.unpack("!H", payload[:2])[0])
            if opcode == 0:
                return 0


def frame(text: str) -> bytes:
    payload, mask = text.encode(), b"\0\0\0\0"
    size = len(payload)
    length = bytes([128 | size]) if size < 126 else bytes([254]) + struct.pack("!H", size)
    return b"\x81" + length + mask + payload
