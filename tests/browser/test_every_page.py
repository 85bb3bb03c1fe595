"""Every page of the hub, by the eye of axe and by keyboard, on a PC and a phone, light and dark.

The pages are the addresses of tests/addresses.py, each as the person who is shown most to press there, and the states
of states.py and page_states.py: errors, empty lists, and what only an action leads to.
"""

import re

import pytest
from django.test import Client

from tests import addresses, canaries
from tests.browser.alert_states import STATES
from tests.browser.seeing import check

# Answers of another kind than pages.
NO_PAGES = {
    "robots",
    "manifest",
    "profile-css",
    "favicon",
    "healthz",
    "readyz",
    "page-file",
    "register-file",
    "alert-report-file",
    "alert-drills-file",
}
NO_PAGES |= {"notice-file", "notice-reach-file", "unit-reach-file", "desk-file", "desk-reach-file"}
NO_PAGES |= {"public-page-file", "public-notice-file"}
NO_PAGES |= {"live", "public-atom", "public-json", "public-unit-atom", "public-unit-json"}
PARTS = {"public-fragment", "public-unit-fragment", "unit-reach-short"}  # of other pages
PARTS |= {"dialogue-new", "dialogue-people", "comment-row", "alert-now"}
NO_PAGES |= PARTS
ROWS = [row for row in addresses.rows() if row.method == "GET" and 200 in row.answers.values()]
PAGES = [row for row in ROWS if row.name not in NO_PAGES]
TITLE = re.compile(r"<title>([^<]*)</title>")


@pytest.fixture
def world(server):
    return prepared()


def prepared():
    made = canaries.build()
    made.shown, made.file = made.pages[0], made.files[0]
    return made


def asked(world, who, address):
    client = Client()
    if who != "out":
        client.force_login(getattr(world, who))
    return client.get(address)


def busiest(world, row):
    """Of those who are shown the page, the one with most to press."""

    def buttons(who):
        text = asked(world, who, row.address(world)).content
        return text.count(b"<button") + text.count(b"<a ") + text.count(b"<input")

    return max(shown_to(row), key=buttons)


def shown_to(row):
    return [who for who, status in row.answers.items() if status == 200]


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_a_page_is_seen_heard_and_reached_by_all(world, open_page, row):
    who = busiest(world, row)
    page = open_page(None if who == "out" else getattr(world, who), row.address(world))
    assert not check(page)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_page_in_another_state_is_too(world, open_page, settings, tmp_path, state):
    page = state(world, open_page, settings, tmp_path)
    assert not check(page, allowed=(400, 403, 404, 409, 410, 422))


@pytest.mark.django_db
def test_every_page_has_a_title_of_its_own_that_ends_with_the_municipality():
    world = prepared()
    answers = {row.name: asked(world, shown_to(row)[-1], row.address(world)) for row in ROWS if row.name not in PARTS}
    pages = {name: page for name, page in answers.items() if page["Content-Type"].startswith("text/html")}
    assert set(pages) == {row.name for row in PAGES}
    titles = [TITLE.search(page.content.decode())[1].partition(f" – {world.top.name}") for page in pages.values()]
    assert all(said.strip() and place and not more for said, place, more in titles)
    assert len({said for said, _, _ in titles}) == len(pages), sorted(titles)


STOPS = """[...document.querySelectorAll("a[href], button, input, select, summary, [contenteditable=true]")]
    .filter(stop => stop.tabIndex >= 0 && !stop.parentElement.closest("[contenteditable=true]")
        && stop.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})).length"""


@pytest.mark.parametrize("path", ["/", "/people/", "/units/{unit}/", "/pages/{page}/", "/pages/{page}/edit/"])
def test_tab_goes_through_all_of_a_page_and_out_of_it_again(world, open_page, path):
    page = open_page(world.eva, path.format(unit=world.lokentunet.pk, page=world.shown.pk))
    if "edit" in path:
        page.locator("[data-tools]").wait_for()
    page.evaluate("seen = new Set(); addEventListener('focusin', event => seen.add(event.target))")
    wanted = page.evaluate(STOPS)
    for _ in range(wanted):
        page.keyboard.press("Tab")
    assert page.evaluate("seen.size") == wanted


SPOILT = """() => {
    const [first, second] = document.querySelectorAll(".hub-rows__title");
    document.querySelector("h1").remove();
    document.querySelector("main").append(document.createElement("img"));
    Object.assign(document.body.appendChild(document.createElement("p")), {textContent: "x"}).style.width = "420px";
    const cover = document.body.appendChild(document.createElement("div"));
    Object.assign(cover.style, {position: "fixed", inset: "auto 0 0", height: "90vh", width: "420px"});
    first.style.color = "rgb(200, 200, 200)";
    second.style.outline = "none";
    second.style.boxShadow = "none";
}"""


def test_what_is_wrong_with_a_page_would_be_seen(world, open_page):
    page = open_page(world.eva, "/")
    page.evaluate(SPOILT)
    said = "\n".join(check(page))
    for fault in ("0 headings", "image-alt", "color-contrast", "is covered", "no mark of the focus", "pixels wider"):
        assert fault in said, said
