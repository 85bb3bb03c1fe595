"""What a page weighs in the browser. `python3 manage.py bench weight`

Bytes over the wire on the first and the second visit of a signed-in page, in Chromium. And how long it takes until the
largest part is painted on a slow machine with a slow line, against the floor page with the same style sheets.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from bench import sites
from bench.browser import Visit, chromium, visits
from bench.figures import Figure, at_most

FIRST, EDITOR = 60, 250  # kB besides the font: of a page that one reads, and of the one where one writes
ROUNDS = 9


def run() -> Iterator[Figure]:
    with sites.scratch() as folder, ExitStack() as running:
        scene = sites.scene(folder / "demo")
        floor = sites.Floor(folder / "floor", static=scene.folder / "static")
        hub, below = (running.enter_context(server) for server in (sites.hub(scene.folder), floor.daphne()))
        browser = running.enter_context(chromium())
        cookie = scene.cookies["leader"]
        for name, path in scene.addresses.items():
            # A leader is told of the reach of the unit a moment after its home, which need not wait for it.
            requests = 2 if name == "unit home" else 1
            yield from weights(name, FIRST, *visits(browser, hub.url + path, cookie), requests=requests)
        editor = hub.url + scene.addresses["page"] + "edit/"
        yield from weights("editor", EDITOR, *visits(browser, editor, cookie), requests=2)  # it asks who else writes
        yield painted(browser, (hub.url + "/", cookie), (below.url + "/web/", floor.cookie))


def weights(name: str, goal: int, first: Visit, later: Visit, requests: int = 1) -> Iterator[Figure]:
    told = f"{name}, first visit besides one font file of {first.font / 1000:.0f} kB ({first.told})"
    yield at_most(told, first.kilobytes, goal, "kB")
    yield at_most(f"{name}, requests of later visits ({later.told} kB)", later.requests, requests)


def painted(browser: Any, hub: tuple[str, str], floor: tuple[str, str]) -> Figure:
    """First visits by turns, medians."""
    times: dict[str, list[float]] = {hub[0]: [], floor[0]: []}
    for number in range(ROUNDS + 1):
        for url, cookie in (hub, floor) if number % 2 else (floor, hub):
            first, _ = visits(browser, url, cookie, slow=True)
            if number:  # the first round warms the servers
                times[url].append(first.painted)
    ours, theirs = statistics.median(times[hub[0]]), statistics.median(times[floor[0]])
    name = f"front page, largest contentful paint on a slow machine against the floor ({ours:.0f} and {theirs:.0f} ms)"
    return at_most(name, ours / theirs, 1.5, "times")
