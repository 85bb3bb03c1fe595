"""The whole path: a leader without training reaches 38 people of whom 21 have no e-mail, and proves it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hub.people.models import User
from hub.units.models import Membership, Notice, Receipt
from hub.units.reach import reach_of
from tests import world as cast

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = '{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}'


@pytest.fixture
def world(server):
    """Løkentunet with 38 people: 17 have e-mail; of the 21 others, 4 have never signed in."""
    world = cast.build()
    have = {"kari", "ola", "eva"}  # with e-mail; Dag and Amina are without
    world.people = [world.kari, world.dag, world.ola, world.eva, world.amina]
    for number in range(33):
        email = f"p{number}@dal.example" if number < 17 - len(have) else None
        person = User(number=f"5{number:03d}", given_name="Pleier", family_name=f"Nummer{number}", email=email)
        person.set_password(None if number >= 29 else cast.PASSWORD)
        person.save()
        Membership.objects.create(user=person, unit=world.lokentunet, title="pleier")
        world.people.append(person)
    return world


def check_accessible(page):
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run({RULES}).then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].target))")
    assert found == [], page.url


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_leader_reaches_38_people_of_whom_21_have_no_email_and_proves_it(world, open_page, script):
    page = open_page(world.kari, f"/units/{world.lokentunet.pk}/", java_script_enabled=script)
    write_and_send(world, page, script)
    notice = Notice.objects.get()
    confirm_by_reading(world, notice, open_page, script)
    record_a_meeting(notice, page)
    type_in_the_sheet(notice, page)
    page.goto(f"/notices/{notice.pk}/reach/")
    assert page.locator("#reach").get_attribute("data-reached") == "38"
    assert reach_of(notice, ["/"]).count.states == {"read": 2, "told": 32, "paper": 4}
    if script:
        check_accessible(page)


def write_and_send(world, page, script):
    page.locator(f"main a[href='/notices/unit/{world.lokentunet.pk}/new/']").click()
    page.locator("[name=title]").fill("Ny rutine for håndhygiene")
    if script:
        page.locator(".ProseMirror").click()
        page.keyboard.type("Vask hendene før og etter hver beboer.")
        check_accessible(page)
    else:
        page.locator("[name=body]").fill("Vask hendene før og etter hver beboer.")
    page.locator("[name=weight][value=must_read]").check()
    page.locator("[name=deadline]").fill((timezone.localdate() + timedelta(days=7)).strftime("%d.%m.%Y"))
    page.locator("#notice-form button[type=submit]:not([name])").click()
    price = page.locator("#price")
    assert [price.get_attribute(f"data-{name}") for name in ("people", "units", "without-email")] == ["38", "2", "21"]
    page.locator("#send").click()
    page.locator("#to-reach").wait_for()


def confirm_by_reading(world, notice, open_page, script):
    for person in (world.amina, world.ola):
        theirs = open_page(person, "/", java_script_enabled=script)
        theirs.locator(f"#must-reads a[href='/notices/{notice.pk}/']").click()
        if script:
            check_accessible(theirs)
        theirs.locator("#confirm button").click()
        expect(theirs.locator("#receipt")).to_be_visible()


def record_a_meeting(notice, page):
    """All who are missing are ticked; four were not there."""
    page.goto(f"/notices/{notice.pk}/reach/")
    assert page.locator("#people tbody tr").first.get_attribute("data-state") == "no_channel"
    page.locator("#record-meeting").click()
    boxes = page.locator("#record [name=people]")
    assert boxes.count() == page.locator("#record [name=people]:checked").count() == 36
    for number in range(4):
        boxes.nth(number).uncheck()
    page.locator("#record button[type=submit]").click()
    page.locator("#reach").wait_for()
    assert page.locator("#reach").get_attribute("data-reached") == "34"


def type_in_the_sheet(notice, page):
    page.goto(f"/notices/{notice.pk}/sheet/")
    assert page.locator("#signatures tbody tr").count() == 4
    page.goto(f"/notices/{notice.pk}/paper/")
    for box in page.locator("#record [name=people]").all():
        box.check()
    page.locator("#record button[type=submit]").click()
    page.locator("#reach").wait_for()
    assert Receipt.objects.filter(way="paper").count() == 4
