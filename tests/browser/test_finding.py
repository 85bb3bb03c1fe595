"""Finding people and units in a browser: search as one types, the chart by keyboard, both without script."""

import pytest
from playwright.sync_api import expect

from tests import world as cast


@pytest.fixture
def world(transactional_db):
    return cast.build()


def names(page):
    return [link.inner_text() for link in page.locator("#people .hub-person__name").all()]


def test_the_list_follows_what_one_types_and_says_how_many(world, open_page):
    page = open_page(world.sara, "/people/")
    assert len(names(page)) == 12
    page.locator("#person-q").press_sequentially("aas")
    expect(page.locator("#people .hub-person__name")).to_have_count(1)
    assert names(page) == [world.helge.name]
    status = page.locator("#person-count")
    assert status.get_attribute("role") == "status" and "1" in status.inner_text()
    assert page.evaluate("document.activeElement.id") == "person-q"
    assert page.url.endswith("?q=aas&unit=")
    page.reload()
    assert names(page) == [world.helge.name]


def test_choosing_a_unit_narrows_the_list_at_once(world, open_page):
    page = open_page(world.sara, "/people/")
    page.locator("#person-unit").select_option(str(world.skole.pk))
    expect(page.locator("#people .hub-person__name")).to_have_count(1)
    assert names(page) == [world.sara.name]


def test_without_script_the_same_form_finds_the_same_people(world, open_page):
    page = open_page(world.sara, "/people/", java_script_enabled=False)
    page.locator("#person-q").fill("aas")
    page.locator("#person-q").press("Enter")
    page.wait_for_url("**/people/?q=aas*")
    assert names(page) == [world.helge.name]


def test_the_chart_opens_and_closes_by_keyboard_and_its_list_is_as_deep_as_the_tree(world, open_page):
    page = open_page(world.sara, "/units/")
    kitchen = page.get_by_role("link", name=world.kjokken.name)
    assert (
        kitchen.is_visible()
        and kitchen.evaluate("e => { let n = 0; while (e = e.parentElement.closest('li')) n++; return n }") == 4
    )
    assert page.locator(".hub-tree li").count() == 7
    page.locator(".hub-tree summary").first.focus()
    page.keyboard.press("Enter")
    assert not kitchen.is_visible()
    page.emulate_media(media="print")
    assert kitchen.is_visible()


@pytest.mark.parametrize(
    "path", ["/", "/units/", "/people/", "/units/{unit}/", "/people/{person}/", "/units/{unit}/merger/"]
)
@pytest.mark.parametrize("size", ["pc", "phone"])
def test_nothing_runs_out_of_the_page(world, open_page, path, size):
    world.lokentunet.rename(
        "Interkommunalt kompetansesenter for habilitering og rehabiliteringstjenestekoordinering", None
    )
    path = path.format(unit=world.lokentunet.pk, person=world.kari.pk)
    page = open_page(world.helge, path, size=size)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
