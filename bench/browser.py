"""What Chromium loads for a page, and when its largest part is painted."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import hub_setup

SIZE = {"width": 1280, "height": 800}
# A telephone of the cheaper kind on a poor line: processor six times slower, 10 Mbit/s, 40 ms there and back.
SLOWER, BYTES_A_SECOND, LATENCY = 6, 10 * 125_000, 40
QUIET = 1000  # milliseconds after the load event, in which a later and larger part may still be painted
LARGEST = """
window.largest = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => window.largest = entry.startTime))
  .observe({type: "largest-contentful-paint", buffered: true});
"""


@dataclass
class Visit:
    """What one visit took: bytes over the wire by kind, headers included, and the largest contentful paint in ms."""

    sizes: dict[str, int] = field(default_factory=dict)
    font: int = 0  # the largest font file, which does not count
    requests: int = 0  # that were not answered from the browser's own cache
    painted: float = 0.0

    @property
    def kilobytes(self) -> float:
        """Besides one font file."""
        return (sum(self.sizes.values()) - self.font) / 1000

    @property
    def told(self) -> str:
        return ", ".join(f"{kind.lower()} {size / 1000:.1f}" for kind, size in sorted(self.sizes.items()))


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # late: only who measures in a browser needs it

    program = hub_setup.find_chromium()
    if program is None:
        raise RuntimeError(hub_setup.NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def visits(browser: Any, url: str, cookie: str, slow: bool = False) -> tuple[Visit, Visit]:
    """Two visits by somebody signed in: the first with nothing kept in the browser, the second after it."""
    if urlsplit(url).hostname != "127.0.0.1":
        raise ValueError("Only this machine is measured.")
    name, _, value = cookie.partition("=")
    context = browser.new_context(viewport=SIZE)
    everywhere = urljoin(url, "/")  # by the page's own address it would not be sent with the page's socket
    context.add_cookies([{"name": name, "value": value, "url": everywhere}])
    try:
        return visit(context, url, slow), visit(context, url, slow)
    finally:
        context.close()


def visit(context: Any, url: str, slow: bool) -> Visit:
    page = context.new_page()
    wire = Wire(context.new_cdp_session(page))
    if slow:
        wire.slow_down()
    page.add_init_script(LARGEST)
    answer = page.goto(url, wait_until="load")
    assert answer.status == 200, (url, answer.status)
    page.wait_for_timeout(QUIET)
    wire.seen.painted = page.evaluate("window.largest")
    page.close()
    return wire.seen


class Wire:
    """Counts what goes over it."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.seen = Visit()
        self.kinds: dict[str, str] = {}
        self.cached: set[str] = set()
        session.send("Network.enable")
        session.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        session.on("Network.responseReceived", self.begun)
        session.on("Network.loadingFinished", self.ended)

    def begun(self, event: dict[str, Any]) -> None:
        response = event["response"]
        self.kinds[event["requestId"]] = event["type"]
        if response.get("fromDiskCache") or response["url"].startswith("data:"):
            self.cached.add(event["requestId"])

    def ended(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self.cached:
            kind = self.kinds.get(event["requestId"], "Other")
            size = int(event["encodedDataLength"])
            self.seen.sizes[kind] = self.seen.sizes.get(kind, 0) + size
            self.seen.requests += 1
            if kind == "Font":
                self.seen.font = max(self.seen.font, size)

    def slow_down(self) -> None:
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        speed = {"latency": LATENCY, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        self.session.send("Network.emulateNetworkConditions", {"offline": False, **speed})
