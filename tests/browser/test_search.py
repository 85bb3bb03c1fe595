"""The search in a real browser: by keyboard, while one types, without script, and looked at by axe."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from hub.findable.writing import rebuild
from tests import world as cast

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def world(server):
    made = cast.build()
    rebuild()
    return made


def test_from_the_keyboard_to_the_hit(world, open_page):
    page = open_page(world.sara, "/units/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-box"
    page.keyboard.type("vaktor")
    hits = page.locator("#search-hits a")
    expect(hits.first).to_contain_text("Vaktordninger")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search-box"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/pages/{world.open_page.pk}/")


def test_escape_closes_the_hits_and_keeps_what_is_typed(world, open_page):
    page = open_page(world.sara, "/units/")
    page.locator("#search-box").press_sequentially("vaktor")
    expect(page.locator("#search-hits a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#search-hits")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "search-box"


def test_enter_leads_to_all_hits_also_without_script(world, open_page):
    page = open_page(world.sara, "/units/", java_script_enabled=False)
    page.locator("#search-box").fill("vaktordning")
    page.locator("#search-box").press("Enter")
    page.wait_for_url("**/search/?q=vaktordning")
    assert "Vaktordninger" in page.locator("#hits").inner_text()


@pytest.mark.parametrize(("size", "dark"), [("pc", False), ("phone", True)])
def test_axe_finds_nothing(world, open_page, size, dark):
    for person, path in (
        (world.sara, "/search/?q=an"),
        (world.sara, "/search/?q=romskip"),
        (world.siri, "/search/words/"),
        (world.eva, f"/pages/{world.open_page.pk}/search/"),
        (world.sara, "/units/"),
    ):
        page = open_page(person, path, size=size, dark=dark)
        if path == "/units/":
            page.locator("#search-box").press_sequentially("løken")
            expect(page.locator("#search-hits a").first).to_be_visible()
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        assert not found, (path, [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found])
