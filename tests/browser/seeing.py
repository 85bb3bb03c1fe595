"""What holds for every page: axe finds nothing, it fits a narrow screen, and what has the focus is seen."""

import re
from pathlib import Path

HERE = Path(__file__).parent
AXE = (HERE / "vendor/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK_AXE = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
    .map(fault => [fault.id, fault.nodes.map(node => node.html.slice(0, 200))])"""
WALK = (HERE / "walk.js").read_text(encoding="utf-8")
SIZES = [(1366, 768), (390, 844)]
NARROWEST = {"width": 320, "height": 640}
# The browser says so of every answer that is no 2xx, also of the page that is meant to be one.
A_REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


def check(page, allowed=()):
    """Every fault of what `page` shows; `allowed` are the statuses that the page itself may have answered with."""
    page.complaints[:] = [said for said in page.complaints if not refused(said, allowed)]
    count = page.locator("h1").count()
    faults = [] if count == 1 else [f"{count} headings of the first level"]
    page.evaluate(AXE)
    page.keyboard.press("Shift")  # the browser marks the focus of those who use the keyboard
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults += [f"{width} {scheme}: {fault}" for fault in page.evaluate(ASK_AXE, RULES)]
        faults += [f"{width}: {what} {how}" for how, what in page.evaluate(WALK)]
    page.set_viewport_size(NARROWEST)
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return faults + ([f"{wider} pixels wider than a narrow screen"] if wider > 0 else [])


def refused(said, allowed):
    found = A_REFUSAL.match(said)
    return bool(found) and int(found[1]) in allowed
