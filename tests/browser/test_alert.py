"""An alert covers every open page at once: two people and a screen that nobody is signed in on."""

import re

import pytest
from playwright.sync_api import expect

from hub.alerts.models import Acknowledgement, Answer, ScreenRecord
from tests import world as cast
from tests.alerts.conftest import TITLE, prepare, sent

LIVE = "#live-state[data-state=live]"
COVER = "#alerts[data-cover] .hub-alert-holder[data-cover]"


@pytest.fixture
def world(server):
    return prepare(cast.build())


@pytest.fixture
def open_live(open_page):
    def open_one(*asked, **options):
        page = open_page(*asked, **options)
        page.locator(LIVE).wait_for(state="attached", timeout=10_000)
        return page

    return open_one


def test_two_people_and_a_signed_out_screen_are_covered_at_once_and_freed_at_the_end(world, open_live):
    pages = [open_live(world.kari), open_live(world.amina, "/units/"), open_live(None, "/sign-in/")]
    alert = sent(world, text="Røyk i korridoren")
    for page in pages:
        expect(page.locator(COVER)).to_contain_text("Røyk i korridoren", timeout=2000)
        expect(page.locator("#alert-said")).to_contain_text(TITLE)
        expect(page.locator(f"#alert-title-{alert.pk}")).to_be_focused()
        assert "110, 112 og 113" in page.locator(COVER).inner_text()
    alert.update(world.sara, "Brannvesenet er her")
    for page in pages:
        expect(page.locator(COVER)).to_contain_text("Brannvesenet er her", timeout=2000)
    alert.end(world.sara, "Faren er over")
    for page in pages:
        expect(page.locator("#alerts[data-cover]")).to_have_count(0)
        expect(page.locator("#alerts")).to_contain_text("Faren er over")
        page.get_by_role("button", name="Lukk").click()
        expect(page.locator("#alerts .hub-alert")).to_have_count(0)


def test_who_is_outside_the_area_is_not_disturbed(world, open_live):
    amina, siri = open_live(world.amina), open_live(world.siri)
    heard = []
    siri.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    siri.reload()
    siri.locator(LIVE).wait_for(state="attached")
    with siri.expect_response("**/alerts/now/"):
        sent(world, [world.lokentunet], on_screens=False)
    expect(amina.locator(COVER)).to_contain_text(TITLE)
    expect(siri.locator("#alerts .hub-alert")).to_have_count(0)
    assert heard and not any(TITLE in str(frame) for frame in heard)


def test_what_somebody_writes_stays_below_the_cover(world, open_live):
    page = open_live(world.kari, "/me/details/")
    field = page.locator("main input[type=text]").first
    field.fill("Nesten ferdig")
    sent(world, asks_rollcall=False)
    expect(page.locator(COVER)).to_contain_text(TITLE)
    page.keyboard.type("x")
    page.get_by_role("button", name="Jeg har lest det").click()
    expect(page.locator("#alerts[data-cover]")).to_have_count(0)
    assert field.input_value() == "Nesten ferdig"
    expect(field).to_be_focused()


def test_the_focus_stays_on_the_cover(world, open_live):
    page = open_live(world.kari)
    sent(world)
    page.locator(COVER).wait_for()
    for _n in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#alerts')")
    page.keyboard.press("Escape")
    expect(page.locator(COVER)).to_be_visible()


def test_read_on_one_page_is_read_on_the_others_and_after_a_reload_until_there_is_more(world, open_live):
    one, other = open_live(world.kari), open_live(world.kari, "/units/")
    alert = sent(world)
    other.locator(COVER).wait_for()
    one.get_by_role("button", name="Jeg er trygg").click()
    for page in (one, other):
        expect(page.locator("#alerts[data-cover]")).to_have_count(0)
    one.reload()
    expect(one.locator(".hub-alert-holder[data-state=read]")).to_contain_text(TITLE)
    assert Acknowledgement.objects.get().user == world.kari
    assert [(a.user, a.by, a.state) for a in Answer.objects.all()] == [(world.kari, world.kari, "safe")]
    alert.update(world.sara, "Mer å vite")
    for page in (one, other):
        expect(page.locator(COVER)).to_contain_text("Mer å vite")


def test_put_away_on_a_signed_out_screen_until_there_is_more(world, open_live):
    page = open_live(None, "/sign-in/")
    alert = sent(world)
    page.locator(COVER).get_by_role("button", name="Skjul på denne skjermen").click()
    expect(page.locator("#alerts[data-cover]")).to_have_count(0)
    page.reload()
    expect(page.locator(".hub-alert-holder[data-state=read]")).to_contain_text(TITLE)
    alert.update(world.sara, "Mer å vite")
    expect(page.locator(COVER)).to_contain_text("Mer å vite")


def test_without_javascript_it_is_the_top_of_every_page_and_can_be_answered(world, open_page):
    sent(world)
    out = open_page(None, "/sign-in/", java_script_enabled=False)
    expect(out.locator("#alerts .hub-alert")).to_contain_text(TITLE)
    out.get_by_role("button", name="Skjul på denne skjermen").click()
    expect(out).to_have_url(re.compile("/sign-in/"))
    expect(out.locator(".hub-alert-holder[data-state=read]")).to_have_count(1)
    amina = open_page(world.amina, "/units/", java_script_enabled=False)
    amina.get_by_role("button", name="Jeg trenger hjelp").click()
    expect(amina).to_have_url(re.compile("/units/"))
    assert Answer.objects.get().state == "help"


def test_without_sockets_a_signed_out_page_asks_by_itself(world, open_page):
    page = open_page(None, "/accessibility/")
    refused = "class { static OPEN = 1; constructor() { setTimeout(() => this.onclose?.({ code: 1006 })) } close() {} }"
    page.context.add_init_script(f"window.WebSocket = {refused}")
    page.goto("/sign-in/")
    expect(page.locator("#live-state")).to_have_text("Oppdateres hvert 20. sekund", timeout=10_000)
    sent(world)
    expect(page.locator(COVER)).to_contain_text(TITLE, timeout=25_000)


def test_a_drill_says_so_in_large_letters(world, open_live):
    page = open_live(world.amina)
    sent(world, is_drill=True)
    expect(page.locator(".hub-alert__drill")).to_contain_text("ØVELSE")
    size = page.locator(".hub-alert__drill").evaluate("drill => parseFloat(getComputedStyle(drill).fontSize)")
    assert size >= 32


def test_screens_tell_that_they_have_shown_it(world, open_live):
    pages = [open_live(world.kari), open_live(None, "/sign-in/")]
    for page in pages:
        page.evaluate("Math.random = () => 0")
    with pages[0].expect_response("**/alerts/shown/"), pages[1].expect_response("**/alerts/shown/"):
        alert = sent(world)
    rows = ScreenRecord.objects.filter(alert=alert)
    assert {row.is_signed_in for row in rows} == {True, False} and len({row.screen for row in rows}) == 2
