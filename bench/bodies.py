"""A body of 400 MB from somebody who has not signed in: refused with 413, and hardly noticed in memory.

A part of `bench fuzz`. Sent by hand, as a client that does not stop when it is told to.
"""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

from bench import sites
from bench.figures import Figure, at_most
from bench.processes import Server

SIZE = 400_000_000  # bytes
PIECE = bytes(1_000_000)
HEAD = "POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n{}\r\n\r\n"
WAYS = {"said beforehand": f"Content-Length: {SIZE}", "in chunks": "Transfer-Encoding: chunked"}


def figures(folder: Path) -> Iterator[Figure]:
    scene = sites.scene(folder / "bodies")
    with sites.hub(scene.folder) as server:
        send(server, "Content-Length: 7", [b"a=b&c=d"], chunked=False)  # what the first form costs anyway
        for name, header in WAYS.items():
            before = server.now()
            server.forget_peak()
            status = send(server, header, [PIECE] * (SIZE // len(PIECE)), chunked=name == "in chunks")
            yield at_most(f"400 MB without signing in, {name}: {status}, is 413", abs(status - 413), 0)
            yield at_most(f"400 MB without signing in, {name}: more memory at most", server.peak() - before, 32, "MB")


def send(server: Server, header: str, pieces: list[bytes], chunked: bool) -> int:
    """Send until all is sent or the other side hangs up; return the status that came."""
    with socket.create_connection(("127.0.0.1", server.port), 60) as plug:
        with contextlib.suppress(ConnectionError):
            plug.sendall(HEAD.format(header).encode())
            for piece in pieces:
                plug.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            if chunked:
                plug.sendall(b"0\r\n\r\n")
        return status_of(plug)


def status_of(plug: socket.socket) -> int:
    """0 when there was no answer, or it was lost because the other side hung up first."""
    with contextlib.suppress(ConnectionError, TimeoutError):
        first = plug.recv(100).split(b" ")
        return int(first[1]) if len(first) > 1 else 0
    return 0
