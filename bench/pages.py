"""What a page costs: processor, queries and memory. `python3 manage.py bench pages`

The processor's time is read from the server's processes and said as a ratio to the floor in the same run, targets by
turns, medians of the rounds: so the figures hold on a slow machine and beside other work.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import sites
from bench.figures import Figure, at_most
from bench.load import Target, ask, measure
from bench.processes import Server
from bench.sites import Scene

ROUNDS, SECONDS = 5, 3  # of each cell
CROWD = 16  # visitors at once
REQUESTS = 1000  # before the memory is read


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as name:
        folder = Path(name)
        demo = sites.scene(folder / "demo", "queries")
        large = sites.scene(folder / "large", "large", "queries")
        yield from queries(demo, large)
        yield from processor(folder, demo, large)
        yield memory(demo)


def queries(demo: Scene, large: Scene) -> Iterator[Figure]:
    """Of the reader with most; in the large municipality lists are as long as they get."""
    for page in demo.addresses:
        few, many = (max(counts[page] for counts in scene.queries.values()) for scene in (demo, large))
        yield at_most(f"queries of the {page}", few, 8)
        yield at_most(f"queries of the {page}, with 20,000 people and 50,000 pages", many, few)


def processor(folder: Path, demo: Scene, large: Scene) -> Iterator[Figure]:
    floor = sites.Floor(folder / "floor")
    with ExitStack() as running:
        hub, big = (running.enter_context(sites.hub(scene.folder)) for scene in (demo, large))
        daphne, gunicorn = (running.enter_context(server) for server in (floor.daphne(), floor.gunicorn()))
        front = Target("front page", hub, "/", demo.cookies["leader"])
        front_large = Target("front page, large", big, "/", large.cookies["leader"])
        front_floor = Target("floor", daphne, "/", floor.cookie)
        empty, empty_floor = Target("empty view", hub, "/healthz"), Target("floor's empty view", gunicorn, "/ping/")
        cells = [(front_floor, 1), (front, 1), (front_large, 1), (front, CROWD)]
        cells += [(empty_floor, 1), (empty, 1), (empty_floor, CROWD), (empty, CROWD)]
        measure(cells, ROUNDS, SECONDS)
    yield at_most("answers that were not 200", sum(target.bad for target, _ in cells), 0)
    yield ratio("front page: CPU against the floor on daphne", front, 1, front_floor, 1, 1.3)
    yield ratio(f"front page: {CROWD} visitors at once against one", front, CROWD, front, 1, 1.3)
    yield ratio("front page: 20,000 people and 50,000 pages against the demo", front_large, 1, front, 1, 1.3)
    for visitors in (1, CROWD):
        name = f"empty view (/healthz through every middleware) against gunicorn gthread, {visitors} at once"
        yield ratio(name, empty, visitors, empty_floor, visitors, 1.5)


def ratio(name: str, target: Target, visitors: int, floor: Target, at_floor: int, goal: float) -> Figure:
    cost, floors = target.cost(visitors), floor.cost(at_floor)
    return at_most(f"{name} ({cost:.2f} and {floors:.2f} ms)", cost / floors, goal, "times")


def memory(demo: Scene) -> Figure:
    """Of the embedded default: one server with its task worker, after 1,000 requests of two kinds of reader."""
    with sites.hub(demo.folder, "--worker") as server:
        read_pages(server, demo)
        return at_most(f"memory of server and worker after {REQUESTS} requests", server.memory(), 130, "MB")


def read_pages(server: Server, demo: Scene) -> None:
    targets = [
        Target(page, server, path, cookie) for page, path in demo.addresses.items() for cookie in demo.cookies.values()
    ]
    asked = 0
    while asked < REQUESTS:
        for target in targets:
            asked += ask(target, 4, 2).requests
