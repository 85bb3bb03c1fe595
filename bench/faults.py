"""What is lost when things break. `python3 manage.py bench faults`

Followers keep count while words are said: every follower must have every number once, and in order, and every word
that was taken. Lines are cut, nodes killed and sent away, the clock is set back; with two nodes, Redis (one of our own,
where there is a `redis-server`) is started anew, dead, and hung. `tests/live/test_faults.py` does it with fewer.
"""

import asyncio
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import sites
from bench.figures import Figure, at_least, at_most
from bench.followers import Follower, Speaker
from bench.processes import Server, free_port

POLL = 4.0  # seconds between two looks (hub.live.exchange)
REST = 30  # seconds for everybody to have everything, when it is over


@dataclass
class Play:
    """How much of everything."""

    followers: int = 50
    words: int = 2000
    pace: float = 0.02  # seconds between two words
    cuts: int = 1000
    kills: int = 20
    goodbyes: int = 10
    outage: float = 10  # seconds


LONG = Play()
QUICK = Play(followers=10, words=150, pace=0.02, cuts=40, kills=2, goodbyes=1, outage=2)


@dataclass
class Count:
    """What a run came to, over all followers."""

    numbers: int = 0  # that each was to hear
    heard: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    words_lost: int = 0  # taken, and not heard by somebody
    done: int = 0  # faults that were really made
    slowest: float = 0  # seconds until a word was taken
    latest: float = 0  # seconds from then until the last had it
    repeated: int = field(default=0)  # sent again to one who has it: harmless, and said


def run() -> Iterator[Figure]:
    with sites.scratch() as folder:
        scene = sites.scene(folder / "demo", "crowd")
        for name, fault in FAULTS.items():
            yield from figures(name, measure(LONG, fault, scene), LONG)
        for name in OUTAGES if shutil.which("redis-server") else ():
            count = measure(LONG, OUTAGES[name], scene, with_redis=True)
            yield from figures(name, count, LONG)
            yield at_most(f"{name}: slowest word taken", count.slowest * 1000, 1000, "ms")
            yield at_most(f"{name}: latest delivery", count.latest, POLL + 1.2, "s")


def figures(name: str, count: Count, play: Play) -> Iterator[Figure]:
    yield at_least(f"{name}: faults made", count.done, 1)
    yield at_most(f"{name}: lost of {count.numbers * play.followers}", count.lost + count.words_lost, 0)
    yield at_most(f"{name}: doubled", count.doubled, 0)
    yield at_most(f"{name}: out of order", count.disordered, 0)


def measure(play: Play, fault: "Fault", scene: sites.Scene, with_redis: bool = False) -> Count:
    with ExitStack() as running:
        stage = Stage(play, scene.folder, scene.crowd, running)
        if with_redis:
            stage.redis = running.enter_context(Redis())
        stage.start(2 if with_redis else 1)
        return asyncio.run(stage.perform(fault, secrets.token_hex(3)))


class Stage:
    """The nodes, who follows and who speaks. With two nodes all words are said at the first and heard at the second."""

    def __init__(self, play: Play, folder: Path, cookies: list[str], running: ExitStack) -> None:
        self.play, self.folder, self.cookies, self.running = play, folder, cookies, running
        self.redis: Redis | None = None
        self.nodes: list[Server] = []
        self.followers: list[Follower] = []

    def start(self, count: int) -> None:
        for _ in range(count):
            self.nodes.append(self.running.enter_context(self.node(free_port())))

    def node(self, port: int) -> Server:
        environment = sites.in_use(self.folder, port)
        if self.redis is not None:
            environment["REDIS_URL"] = self.redis.url
        return Server([sys.executable, "-m", "bench.rooms.site", str(port)], port, environment)

    async def perform(self, fault: "Fault", name: str) -> Count:
        speaker, count = Speaker(lambda: self.nodes[0].port), Count()
        await speaker.say(f"{name}-first")
        begun = speaker.number
        self.followers = [
            Follower(lambda: self.nodes[-1].port, self.cookies[number % len(self.cookies)], begun)
            for number in range(self.play.followers)
        ]
        following = [asyncio.create_task(follower.follow()) for follower in self.followers]
        speaker.taken.clear()
        making = asyncio.create_task(fault(self, count))
        number = 0
        while number < self.play.words or not making.done():
            await speaker.say(f"{name}{number}")
            number += 1
            await asyncio.sleep(self.play.pace)
        await making
        await speaker.say(f"{name}last")
        await self.come_to_rest(f"{name}last")
        for task in following:
            task.cancel()
        return self.counted(speaker, count)

    async def come_to_rest(self, last: str) -> None:
        until = time.monotonic() + REST
        while time.monotonic() < until:
            if all(follower.heard and f">{last}<" in follower.heard[-1][1] for follower in self.followers):
                return
            await asyncio.sleep(0.05)

    def counted(self, speaker: Speaker, count: Count) -> Count:
        count.numbers = max(follower.has for follower in self.followers) - self.followers[0].begun
        count.slowest = max(took for _began, took in speaker.taken.values())
        for follower in self.followers:
            numbers = [number for number, _look, _at in follower.heard]
            arrived: dict[str, float] = {}
            for _number, look, at in follower.heard:
                arrived.setdefault(look.split(">")[1].split("<")[0], at)
            count.heard += len(numbers)
            count.lost += count.numbers - len(set(numbers))
            count.doubled += len(numbers) - len(set(numbers))
            count.disordered += sum(after <= before for before, after in zip(numbers, numbers[1:], strict=False))
            count.words_lost += len(speaker.taken.keys() - arrived.keys())
            count.repeated += follower.repeated
            for word, (began, took) in speaker.taken.items():
                count.latest = max(count.latest, arrived.get(word, began) - began - took)
        return count


Fault = Callable[[Stage, Count], Coroutine[Any, Any, None]]


async def cut_lines(stage: Stage, count: Count) -> None:
    pause = stage.play.words * stage.play.pace / stage.play.cuts
    while count.done < stage.play.cuts:
        await asyncio.sleep(pause)
        random.choice(stage.followers).cut()
        count.done += 1


async def kill_nodes(stage: Stage, count: Count) -> None:
    await end_nodes(stage, count, signal.SIGKILL, stage.play.kills)


async def send_nodes_away(stage: Stage, count: Count) -> None:
    await end_nodes(stage, count, signal.SIGTERM, stage.play.goodbyes)


async def end_nodes(stage: Stage, count: Count, number: signal.Signals, times: int) -> None:
    """End the node and start it anew on the same port."""
    for _ in range(times):
        await asyncio.sleep(random.uniform(0.3, 1))
        node = stage.nodes[0]
        node.process.send_signal(number)
        await asyncio.to_thread(node.process.wait, 30)
        anew = stage.node(node.port)
        await asyncio.to_thread(stage.running.enter_context, anew)
        stage.nodes[0] = anew
        count.done += 1


async def set_the_clock_back(stage: Stage, count: Count) -> None:
    await asyncio.sleep(0.5)
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.nodes[0].port)
    writer.write(b"GET /bench/clock/-3600 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    count.done += (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()


FAULTS: dict[str, Fault] = {
    "lines cut": cut_lines,
    "nodes killed": kill_nodes,
    "nodes sent away": send_nodes_away,
    "the clock set back": set_the_clock_back,
}


class Redis:
    """A Redis of our own. Each fault makes sure that it hit this one and no other."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = tempfile.TemporaryDirectory(prefix="bench-redis-")

    def __enter__(self) -> "Redis":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def start(self) -> None:
        options = ["--port", str(self.port), "--save", "", "--dir", self.folder.name, "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)

    def end(self) -> None:
        if self.process.poll() is not None:
            raise RuntimeError("Our Redis was not running.")
        self.process.kill()
        self.process.wait()


def outage(begin: Callable[[Redis], None], end: Callable[[Redis], None], share: float) -> Fault:
    """Redis out of reach for a share of the play's time of an outage."""

    async def make(stage: Stage, count: Count) -> None:
        assert stage.redis is not None
        await asyncio.sleep(1)
        begin(stage.redis)
        count.done += 1
        await asyncio.sleep(stage.play.outage * share)
        end(stage.redis)
        await asyncio.sleep(1)

    return make


OUTAGES: dict[str, Fault] = {
    "Redis restarted": outage(Redis.end, Redis.start, 0.1),
    "Redis dead": outage(Redis.end, Redis.start, 1),
    "Redis hung": outage(
        lambda redis: redis.process.send_signal(signal.SIGSTOP),
        lambda redis: redis.process.send_signal(signal.SIGCONT),
        1,
    ),
}
