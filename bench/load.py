"""Load on one address of this machine, and what a request has cost the server.

wrk does it where it is installed, otherwise a client of our own. That is slower, but the cost is read from the server's
processes, not from the client's clock.
"""

import asyncio
import contextlib
import http.client
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.processes import Server

LONGEST = 30  # seconds for one run; a benchmark is no attack
MOST_VISITORS = 64


@dataclass
class Target:
    """An address of a server, asked by somebody signed in."""

    name: str
    server: Server
    path: str
    cookie: str = ""
    costs: dict[int, list[float]] = field(default_factory=dict)  # CPU ms per request, by the number of visitors
    waits: dict[int, list[float]] = field(default_factory=dict)  # p50 in ms
    bad: int = 0  # answers that were not 200

    def cost(self, visitors: int) -> float:
        return statistics.median(self.costs[visitors])


@dataclass
class Outcome:
    requests: int
    bad: int
    p50: float  # milliseconds


def measure(cells: Iterable[tuple[Target, int]], rounds: int, seconds: int) -> None:
    """Load each target with its number of visitors, by turns, so that the machine's other work disturbs all alike."""
    cells = list(cells)
    for target in {id(target): target for target, _ in cells}.values():
        require_page(target)
        ask(target, 2, 1)  # warm
    for number in range(rounds):
        for target, visitors in cells if number % 2 == 0 else reversed(cells):
            target.server.settle()
            before = target.server.cpu()
            outcome = ask(target, visitors, seconds)
            used = target.server.cpu() - before
            target.costs.setdefault(visitors, []).append(used * 1000 / max(1, outcome.requests))
            target.waits.setdefault(visitors, []).append(outcome.p50)
            target.bad += outcome.bad


def require_page(target: Target) -> None:
    """For wrk a redirect is an answer like any other: without this, the way to sign-in would pass for a quick page."""
    connection = http.client.HTTPConnection("127.0.0.1", target.server.port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", target.path, headers={"Cookie": target.cookie})
        status = connection.getresponse().status
    if status != 200:
        raise RuntimeError(f"{target.name}: {target.path} answers {status} instead of the page.")


def ask(target: Target, visitors: int, seconds: int) -> Outcome:
    url = target.server.url + target.path
    if urlsplit(url).hostname != "127.0.0.1" or seconds > LONGEST or visitors > MOST_VISITORS:
        raise ValueError("Only this machine is loaded, for at most half a minute, by at most 64 visitors.")
    if shutil.which("wrk"):
        return with_wrk(url, target.cookie, visitors, seconds)
    return asyncio.run(with_visitors(url, target.cookie, visitors, seconds))


def with_wrk(url: str, cookie: str, visitors: int, seconds: int) -> Outcome:
    command = ["wrk", "-t1", f"-c{visitors}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    out = subprocess.run(
        [*command, "-H", f"Cookie: {cookie}", "-H", "Accept-Encoding: gzip", url],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 60,
    ).stdout
    median, unit = found(r"50%\s+([\d.]+)(us|ms|s|m)", out)
    (requests,), bad = found(r"(\d+) requests in", out), found(r"Non-2xx or 3xx responses: (\d+)", out)
    return Outcome(int(requests), int(*bad), float(median) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit])


def found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    return tuple(match.groups()) if match else ()


async def with_visitors(url: str, cookie: str, visitors: int, seconds: int) -> Outcome:
    """Each visitor asks over a connection of their own and asks again as soon as the answer is there."""
    times: list[float] = []
    bad: list[int] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(visitor(url, cookie, until, times, bad) for _ in range(visitors)))
    return Outcome(len(times), len(bad), statistics.median(times) * 1000)


async def visitor(url: str, cookie: str, until: float, times: list[float], bad: list[int]) -> None:
    parts = urlsplit(url)
    lines = [f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", f"Cookie: {cookie}", "Accept-Encoding: gzip"]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode()
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        while (began := time.perf_counter()) < until:
            writer.write(head)
            status, stays = await read_answer(reader)
            times.append(time.perf_counter() - began)
            if status != 200:
                bad.append(status)
            if not stays:
                writer.close()
                reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    finally:
        writer.close()


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """(status, whether the connection stays open) of the next answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if length := re.search(r"content-length: (\d+)", head):
        await reader.readexactly(int(length[1]))
    elif "transfer-encoding: chunked" in head:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    stays = head.startswith("http/1.1") and "connection: close" not in head
    return int(head.split(" ", 2)[1]), stays
