"""How soon an alert is on every screen. `python3 manage.py bench alert`

500 sockets on one daphne, half of them signed in, as the pages of the hub open them. A crisis lead presses "send" over
HTTP; measured from just before that press until each socket has the alert itself, with all that the cover shows.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlencode

from bench import sites
from bench.fan import Fan, allow_many_sockets
from bench.figures import Figure, at_most
from bench.sending import Sender

SCREENS = 500
ALERTS = 5
GOAL = 1.0  # seconds


def run() -> Iterator[Figure]:
    allow_many_sockets()
    with sites.scratch() as folder, ExitStack() as running:
        scene = sites.scene(folder / "demo", "crisis", "crowd")
        hub = running.enter_context(sites.hub(scene.folder))
        url = hub.url.replace("http", "ws") + "/live/?"
        people = Fan(url + urlencode({"follow": "municipality/1"}), scene.crowd, acknowledges=True)
        screens = Fan(url + urlencode({"follow": "screens/1"}), acknowledges=True)
        both = [running.enter_context(people), running.enter_context(screens)]
        for fan in both:
            fan.connect(SCREENS // 2)
            fan.drain(1)
        sender = Sender(hub.url, scene.cookies["crisis"])
        times = [reached(both, sender, f"Varsel {number} {time.monotonic_ns()}") for number in range(ALERTS + 1)][1:]
    missing = sum(2 * (SCREENS // 2) - len(each) for each in times)
    yield at_most(f"screens of {SCREENS} that an alert did not reach", missing, 0)
    slowest = [max(each, default=30.0) for each in times]
    middle = sorted(slowest)[len(slowest) // 2]
    said = f"{SCREENS} screens, signed in and out, the last is covered, median of {ALERTS} and the slowest"
    yield at_most(f"{said} ({max(slowest):.2f} s)", middle, GOAL, "s")


def reached(fans: list[Fan], sender: Sender, title: str) -> list[float]:
    """Seconds until each socket of both fans has the alert."""
    sender.write(title)
    wanted, times = title.encode(), []
    rest = {(fan, descriptor): b"" for fan in fans for descriptor in fan.sockets}
    began = time.perf_counter()
    press = sender.press()
    while rest and time.perf_counter() - began < 30:
        for fan in fans:
            for descriptor, _event in fan.poll.poll(0.005, 1024):
                data = fan.read(descriptor)
                if (fan, descriptor) not in rest:
                    continue
                rest[fan, descriptor] = (rest[fan, descriptor] + data)[-16384:]
                if wanted in rest[fan, descriptor]:
                    del rest[fan, descriptor]
                    times.append(time.perf_counter() - began)
    press.join()
    sender.end()
    for fan in fans:
        fan.drain(0.3)
    return times
