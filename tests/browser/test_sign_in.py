"""The ways in, one's own page and roles in a real browser: by keyboard, without script, and looked at by axe."""

from pathlib import Path

import pytest

from hub.people.models import OneTimeCode, Session
from tests import world as cast

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NEW = "fire ord i en rekke"


@pytest.fixture
def world(server):
    return cast.build()


def field(page, name):
    return page.locator(f"form:has([name={name}]) [name={name}]")


def send(page):
    page.locator("main form button[type=submit]").first.click()


@pytest.mark.parametrize("script", [True, False])
def test_from_the_slip_to_ones_own_page(world, open_page, script):
    code = OneTimeCode.make(world.amina, world.kari)
    page = open_page(None, "/code/?number=1010", java_script_enabled=script)
    field(page, "code").fill(code.lower())
    send(page)
    field(page, "password").fill(NEW)
    field(page, "again").fill(NEW)
    send(page)
    page.wait_for_url("/")
    page.goto("/me/")
    assert page.locator("h1").count() == 1 and "Amina" in page.locator("main").inner_text()


def test_signing_in_by_keyboard_alone(world, open_page):
    page = open_page(None, "/sign-in/")
    field(page, "name").focus()
    page.keyboard.type("1006")
    page.keyboard.press("Tab")
    page.keyboard.type(cast.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/")


def test_a_wrong_password_puts_the_focus_on_the_summary(world, open_page):
    page = open_page(None, "/sign-in/")
    field(page, "name").fill("1006")
    field(page, "password").fill("wrong")
    send(page)
    page.locator("#error-summary").wait_for()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert field(page, "name").input_value() == "1006" and field(page, "password").input_value() == ""
    page.complaints.clear()  # the browser says of every 422 that it "failed to load"


def test_a_leader_prints_a_slip_and_the_person_gets_in_with_it(world, open_page):
    leader = open_page(world.kari, f"/people/{world.amina.pk}/code/")
    send(leader)
    code = leader.locator("#one-time-code").inner_text()
    assert leader.locator("#slip img").evaluate("image => image.complete && image.naturalWidth > 0")
    leader.emulate_media(media="print")
    assert leader.locator("#one-time-code").is_visible() and not leader.locator(".hub-header").is_visible()
    person = open_page(None, "/code/")
    field(person, "number").fill("1010")
    field(person, "code").fill(code)
    send(person)
    person.wait_for_url("/code/password/")


@pytest.mark.parametrize("script", [True, False])
def test_a_role_is_found_given_and_taken(world, open_page, script):
    path = f"/units/{world.lokentunet.pk}/roles/"
    page = open_page(world.kari, path, java_script_enabled=script)
    page.locator("#give [name=who][type=text]").fill("łukasz")
    page.locator("#give form:has([name=who][type=text]) button[type=submit]").click()
    assert page.locator("[name=person]").is_checked()  # the only one found
    page.locator("[name=role]").select_option("editor")
    page.locator("#give-form button[type=submit]").click()
    held = page.locator(f"[data-role=editor] [data-holder='{world.sara.pk}']")
    held.locator("a").last.click()
    send(page)
    page.wait_for_url(path)
    assert page.locator(f"[data-role=editor] [data-holder='{world.sara.pk}']").count() == 0


def test_a_sign_in_elsewhere_is_ended_from_ones_own_page(world, open_page):
    elsewhere = open_page(world.kari, "/me/")
    page = open_page(world.kari, "/me/")
    page.locator("[data-session] button").click()
    page.wait_for_load_state()
    assert Session.objects.filter(user=world.kari).count() == 1
    elsewhere.goto("/me/")
    assert "/sign-in/" in elsewhere.url


def test_the_language_changes_on_the_page_one_is_on(world, open_page):
    page = open_page(None, "/code/?number=1010")
    page.locator(".hub-languages button[value=en]").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert page.url.endswith("/code/?number=1010")


PUBLIC = ["/sign-in/", "/code/", "/forgotten/", "/forgotten/sent/", "/reset/password/"]
OWN = ["/me/", "/me/kept/", "/me/details/", "/me/email/", "/me/password/", "/me/photo/"]


@pytest.mark.parametrize("size", ["pc", "phone"])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(world, open_page, size, dark):
    grant = world.lokentunet.user_grants.get(role="chief_editor").pk
    lead = [f"/units/{world.lokentunet.pk}/roles/?who=sara", f"/units/{world.lokentunet.pk}/roles/{grant}/take/"]
    lead += [f"/people/{world.amina.pk}/code/"]
    for person, paths in ((None, PUBLIC), (world.kari, OWN + lead)):
        page = open_page(person, paths[0], size=size, dark=dark)
        for path in paths:
            page.goto(path)
            page.evaluate(AXE)
            found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
            assert not found, (path, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found])
            narrow = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            assert narrow, path
        page.complaints.clear()  # a link that is over answers 410, and the browser says so
