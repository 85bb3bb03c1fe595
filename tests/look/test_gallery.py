"""The gallery in a real browser: every part, both colour schemes, three widths, by eye of axe and by keyboard."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[1] / "browser/vendor/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMES = sorted(page.stem for page in (Path(__file__).parent / "gallery").glob("*.html"))


@pytest.fixture(autouse=True)
def gallery_site(settings):
    settings.ROOT_URLCONF = "tests.look.urls"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(open_page, name, dark):
    page = open_page(path=f"/gallery/{name}/", dark=dark)
    for width in (1366, 390, 320):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        assert not [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found], width


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(open_page):
    page = open_page(path="/gallery/form/")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.click("#error-summary a[href='#id_language']")
    assert page.evaluate("document.activeElement.id") == "id_language_0"


def test_without_script_the_summary_has_the_focus_all_the_same(open_page):
    page = open_page(path="/gallery/form/", java_script_enabled=False)
    assert page.locator("#error-summary:focus").count() == 1


def test_the_menu_of_the_person_opens_and_closes_by_keyboard(open_page):
    page = open_page(path="/gallery/unit/")
    menu = page.locator("details.hub-menu")
    menu.locator("summary").press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_page):
    page = open_page(path="/gallery/unit/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innhold"


def test_a_focus_on_a_phone_never_hides_behind_the_bar(open_page):
    page = open_page(path="/gallery/unit/", size="phone")
    links = page.locator("main a")
    for number in range(links.count()):
        links.nth(number).focus()
        assert links.nth(number).bounding_box()["y"] < page.locator(".hub-nav").bounding_box()["y"]


def test_on_paper_there_is_no_way_around_and_the_place_stands_at_the_top(open_page):
    page = open_page(path="/gallery/unit/", dark=True)
    page.emulate_media(media="print")
    for hidden in (".hub-header", ".hub-footer", ".hub-crumbs", ".hub-actions"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator(".hub-print").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
