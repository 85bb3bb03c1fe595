"""What it costs that everybody hears at once. `python3 manage.py bench live`

500 and 2,000 signed-in sockets in one room on one daphne. Measured from just before a word is said (by HTTP: written,
numbered, committed to the disk) until the last socket has it; as ratios to the `websockets` library's broadcast, which
writes nothing down, by turns in the same run. The clients run in this process.
"""

import http.client
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import sites
from bench.fan import Fan, allow_many_sockets, share
from bench.figures import Figure, at_most
from bench.processes import Server, free_port

ROOMS = tuple(int(size) for size in os.environ.get("BENCH_ROOMS", "500,2000").split(","))
WORDS = 100  # said in each room
ROUND = 20  # of them before the other server has its turn
GAP = 0.1  # seconds between two of them
FOLLOW = "/live/?follow=municipality/1,room/1"
HANDSHAKES = 500


@dataclass
class Heard:
    """Of one server: the seconds until the last socket had each word, and the processor's time for all."""

    last: list[float] = field(default_factory=list)
    cpu: float = 0
    deliveries: int = 0
    lost: int = 0

    @property
    def each(self) -> float:
        """Microseconds of the processor for one delivery."""
        return self.cpu / max(self.deliveries, 1) * 1e6


def run() -> Iterator[Figure]:
    allow_many_sockets()
    with sites.scratch() as folder:
        scene = sites.scene(folder / "demo", "crowd")
        cookies = scene.crowd
        for size in ROOMS:
            yield from room(size, scene.folder, cookies)
        yield from sockets_alone(scene.folder, cookies)


def room(size: int, folder: Path, cookies: list[str]) -> Iterator[Figure]:
    with ExitStack() as running:
        hub = running.enter_context(hub_with_room(folder))
        floor = running.enter_context(broadcast())
        ours = running.enter_context(Fan(ws(hub, FOLLOW), cookies, acknowledges=True))
        theirs = running.enter_context(Fan(ws(floor, "/")))
        for fan in (ours, theirs):
            fan.connect(size)
            fan.drain(1)
        say = speaker(hub)
        here, there = Heard(), Heard()
        for number in range(WORDS // ROUND + 1):
            words, here_now, there_now = (ROUND, here, there) if number else (3, Heard(), Heard())  # first to warm
            speak(ours, hub, say, here_now, words, f"r{number}", theirs)
            speak(theirs, floor, theirs.say_here, there_now, words, f"r{number}", ours)
    yield at_most(f"words that a socket of {size} did not get", here.lost, 0)
    for name, part, goal in (("p50", 0.5, 4), ("p99", 0.99, 5)):
        mine, floors = share(here.last, part) * 1000, share(there.last, part) * 1000
        said = f"{size} sockets, the last has it, {name} ({mine:.0f} and {floors:.0f} ms)"
        yield at_most(said, mine / floors, goal, "times")
    said = f"{size} sockets, processor for a delivery ({here.each:.0f} and {there.each:.0f} µs)"
    yield at_most(said, here.each / there.each, 5.5, "times")


def speak(
    fan: Fan, server: Server, say: Callable[[str], object], heard: Heard, words: int, name: str, other: Fan
) -> None:
    fan.drain(0.2)
    began = server.cpu()
    for number in range(words):
        times = fan.one(say, f"{name}-{number:03d}-{time.monotonic_ns()}")
        heard.last.append(max(times, default=30))
        heard.deliveries += len(times)
        heard.lost += len(fan.sockets) - len(times)
        time.sleep(GAP)
        other.drain(0)  # its server asks now and then whether it is there
    fan.drain(0.05)
    heard.cpu += server.cpu() - began


def sockets_alone(folder: Path, cookies: list[str]) -> Iterator[Figure]:
    """What a socket that only listens holds of memory, and what letting one in costs with and without sign-in."""
    costs: dict[bool, list[float]] = {True: [], False: []}
    with hub_with_room(folder) as hub, ExitStack() as opened:
        with Fan(ws(hub, FOLLOW), cookies) as warm:
            warm.connect(100)
            warm.drain(0.5)
        hub.settle()
        for number in range(3):
            for is_signed_in in (True, False) if number % 2 else (False, True):
                began = hub.cpu()
                url = ws(hub, FOLLOW if is_signed_in else "/bench/bare/")
                with Fan(url, cookies) as fan:
                    fan.connect(HANDSHAKES)
                    fan.drain(0.3)
                    costs[is_signed_in].append((hub.cpu() - began) / HANDSHAKES * 1000)
                hub.settle()
        before = hub.memory()
        fan = opened.enter_context(Fan(ws(hub, FOLLOW), cookies))
        fan.connect(2000)
        fan.drain(1)
        kilobytes = (hub.memory() - before) * 1024 / 2000
    yield at_most("memory of a socket that listens", kilobytes, 45, "kB")
    mine, strangers = statistics.median(costs[True]), statistics.median(costs[False])
    said = f"processor for letting a socket in, against a bare one without sign-in ({mine:.2f} and {strangers:.2f} ms)"
    yield at_most(said, mine / strangers, 2, "times")


def hub_with_room(folder: Path) -> Server:
    port = free_port()
    return Server([sys.executable, "-m", "bench.rooms.site", str(port)], port, sites.in_use(folder, port))


def broadcast() -> Server:
    port = free_port()
    command = [sys.executable, "-m", "bench.floor.broadcast", str(port)]
    return Server(command, port, sites.environment_of(Path("/")))


def ws(server: Server, path: str) -> str:
    return server.url.replace("http", "ws") + path


def speaker(server: Server) -> Callable[[str], object]:
    """Says a word over a connection that stays open."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)

    def say(word: str) -> None:
        connection.request("GET", f"/bench/say/{word}")
        connection.getresponse().read()

    return say
