"""The whole path: a leader without training reaches 38 people of whom 21 have no e-mail, and proves it."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hub.people.models import User
from hub.units.models import Membership, Notice, Receipt, Reminder
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
    page = open_page(None, "/sign-in/", java_script_enabled=script)
    sign_in(page, world.kari)
    page.goto("/")
    page.locator(f"main a[href='/units/{world.lokentunet.pk}/']").first.click()
    write_and_send(world, page, script)
    notice = Notice.objects.get()
    confirm_at_the_shared_pc(world, notice, open_page, script)
    record_a_meeting(notice, page)
    remind_with_one_click(world, notice, page, open_page, script)
    type_in_the_sheet(notice, page)
    page.goto(f"/notices/{notice.pk}/reach/")
    assert page.locator("#reach").get_attribute("data-reached") == "38"
    assert reach_of(notice, ["/"]).count.states == {"read": 3, "told": 31, "paper": 4}
    prove_it(world, notice, page)
    if script:
        check_accessible(page)


def sign_in(page, person):
    page.locator("main [name=name]").fill(person.number)
    page.locator("main [name=password]").fill(cast.PASSWORD)
    page.locator("main form:has([name=password]) button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)


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


def confirm_at_the_shared_pc(world, notice, open_page, script):
    """One after the other at the same browser; who comes next sees nothing of who was there."""
    pc = open_page(None, "/sign-in/", java_script_enabled=script)
    for person in (world.amina, world.ola):
        sign_in(pc, person)
        pc.goto("/")
        pc.locator(f"#must-reads a[href='/notices/{notice.pk}/']").click()
        if script:
            check_accessible(pc)
        pc.locator("#confirm button").click()
        expect(pc.locator("#receipt")).to_be_visible()
        pc.locator(".hub-header .hub-menu summary").click()
        pc.locator(".hub-header form[action='/sign-out/'] button").click()
        pc.goto("/sign-in/")
        assert person.family_name not in pc.content()


def record_a_meeting(notice, page):
    """All who are missing are ticked; five were not there."""
    page.goto(f"/notices/{notice.pk}/reach/")
    assert page.locator("#people tbody tr").first.get_attribute("data-state") == "no_channel"
    page.locator("#record-meeting").click()
    boxes = page.locator("#record [name=people]")
    assert boxes.count() == page.locator("#record [name=people]:checked").count() == 36
    for row in [0, 1, 2, 3, 35]:
        boxes.nth(row).uncheck()
    page.locator("#record button[type=submit]").click()
    page.locator("#reach").wait_for()
    assert page.locator("#reach").get_attribute("data-reached") == "33"


def remind_with_one_click(world, notice, page, open_page, script):
    """Four have no channel and come first: the one who can see a reminder gets it, reads, and confirms."""
    states = [row.get_attribute("data-state") for row in page.locator("#people tbody tr").all()]
    assert states[:5] == ["no_channel"] * 4 + ["missing"]
    page.locator("#remind").click()
    expect(page.locator("#remind")).to_have_count(0)  # nobody is left to remind today
    [reminder] = Reminder.objects.select_related("user")
    theirs = open_page(reminder.user, "/", java_script_enabled=script)
    theirs.locator(f"#must-reads a[href='/notices/{notice.pk}/']").click()
    theirs.locator("#confirm button").click()
    expect(theirs.locator("#receipt")).to_be_visible()


def type_in_the_sheet(notice, page):
    """Those four sign on paper, and the leader types that in."""
    page.goto(f"/notices/{notice.pk}/reach/")
    page.locator(f"a[href='/notices/{notice.pk}/sheet/']").click()
    assert page.locator("#signatures tbody tr").count() == 4
    page.goto(f"/notices/{notice.pk}/reach/")
    page.locator(f"a[href='/notices/{notice.pk}/paper/']").click()
    for box in page.locator("#record [name=people]").all():
        box.check()
    page.locator("#record button[type=submit]").click()
    page.locator("#reach").wait_for()
    assert Receipt.objects.filter(way="paper").count() == 4


def prove_it(world, notice, page):
    """The file says of each of the 38 in which way, when, with which version, and who says so."""
    answer = page.request.get(page.locator(f"a[href='/notices/{notice.pk}/reach.csv']").get_attribute("href"))
    rows = list(csv.reader(io.StringIO(answer.text().removeprefix("\ufeff")), delimiter=";"))[1:]
    assert {row[0] for row in rows} == {person.number for person in world.people} and len(rows) == 38
    today = timezone.localdate().strftime("%d.%m.%Y")
    for _number, name, _title, _unit, way, day, version, recorded, by, _meeting in rows:
        assert way and (day, version) == (today, "1") and re.fullmatch(rf"{today} \d\d\.\d\d", recorded)
        assert by in (name, world.kari.name)
    assert len({row[4] for row in rows}) == 3
