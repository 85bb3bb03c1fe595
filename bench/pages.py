"""What a page costs: processor, queries and memory. `python3 manage.py bench pages`

The processor's time is read from the server's processes and said as a ratio to the floor in the same run, targets by
turns, medians of the rounds: so the figures hold on a slow machine and beside other work.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import sites
from bench.figures import Figure, at_most
from bench.load import Target, ask, measure, require_page
from bench.processes import Server, in_smaps
from bench.sites import Scene

ROUNDS, SECONDS = 5, 3  # of each cell
CROWD = 16  # visitors at once
REQUESTS = 1000  # before the memory is read


def run() -> Iterator[Figure]:
    with sites.scratch() as folder:
        demo = sites.scene(folder / "demo", "queries")
        large = sites.scene(folder / "large", "large", "queries")
        yield from queries(demo, large)
        yield from processor(folder, demo, large)
        yield from memory(demo)
        yield from desk(folder)


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
        below = Target("floor", running.enter_context(floor.daphne()), "/", floor.cookie)
        fronts = [Target(f"front page of a {who}", hub, "/", cookie) for who, cookie in demo.cookies.items()]
        larges = [Target(f"front page of a {who}", big, "/", cookie) for who, cookie in large.cookies.items()]
        # An empty view through every middleware of the hub, on both servers: what the server and the handler cost.
        empty = Target("empty view (/healthz)", hub, "/healthz")
        gunicorn = Target("on gunicorn", running.enter_context(sites.hub_on_gunicorn(demo.folder)), "/healthz")
        cells = [(target, 1) for target in (below, *fronts, *larges, gunicorn, empty)]
        cells += [(target, CROWD) for target in (*fronts, gunicorn, empty)]
        measure(cells, ROUNDS, SECONDS)
    yield at_most("answers that were not 200", sum(target.bad for target in {id(t): t for t, _ in cells}.values()), 0)
    for front, full in zip(fronts, larges, strict=True):
        yield ratio("CPU against the floor on daphne", front, 1, below, 1, 1.3)
        yield ratio(f"{CROWD} visitors at once against one", front, CROWD, front, 1, 1.3)
        yield ratio("20,000 people and 50,000 pages against the demo", full, 1, front, 1, 1.3)
    for visitors in (1, CROWD):
        yield ratio(f"against gunicorn gthread, {visitors} at once", empty, visitors, gunicorn, visitors, 1.5)


def ratio(name: str, target: Target, visitors: int, floor: Target, at_floor: int, goal: float) -> Figure:
    cost, floors = target.cost(visitors), floor.cost(at_floor)
    return at_most(f"{target.name}, {name} ({cost:.2f} and {floors:.2f} ms)", cost / floors, goal, "times")


def memory(demo: Scene) -> Iterator[Figure]:
    """Of the embedded default: one server with its task worker, after 1,000 requests of two kinds of reader."""
    with sites.hub(demo.folder, "--worker") as server:
        read_pages(server, demo)
        both, alone = server.memory(), in_smaps(server.process.pid, "Pss") / 1024
        yield at_most(f"memory of the server after {REQUESTS} requests", alone, 130, "MB")
        yield at_most(f"memory of the server and its task worker after {REQUESTS} requests", both, 130, "MB")


def read_pages(server: Server, demo: Scene) -> None:
    targets = [
        Target(page, server, path, cookie) for page, path in demo.addresses.items() for cookie in demo.cookies.values()
    ]
    for target in targets:
        require_page(target)
    asked = 0
    while asked < REQUESTS:
        for target in targets:
            asked += ask(target, 4, 2).requests


def desk(folder: Path) -> Iterator[Figure]:
    """The editors' desk of whoever answers for every page. Fills the two municipalities further, so it comes last."""
    demo = sites.scene(folder / "demo", "desk", "queries")
    large = sites.scene(folder / "large", "large", "desk", "queries")
    few, many = (max(counts["desk"] for counts in scene.queries.values()) for scene in (demo, large))
    yield at_most("queries of the desk", few, 12)
    yield at_most("queries of the desk, with 20,000 people and 50,000 pages", many, few)
    floor = sites.Floor(folder / "floor-of-desk")
    with ExitStack() as running:
        below = Target("floor", running.enter_context(floor.daphne()), "/", floor.cookie)
        hubs = [running.enter_context(sites.hub(scene.folder)) for scene in (demo, large)]
        small, big = (
            Target("desk of shared services", hub, "/desk/", scene.cookies["shared services"])
            for hub, scene in zip(hubs, (demo, large), strict=True)
        )
        measure([(target, 1) for target in (below, small, big)], ROUNDS, SECONDS)
    yield ratio("CPU against the floor on daphne", small, 1, below, 1, 8)
    yield ratio("with 20,000 people and 50,000 pages, against the floor", big, 1, below, 1, 15)
