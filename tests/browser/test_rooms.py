"""A room on several screens: what one says, moves and decides is on the others' at once, and never lost."""

import re

import pytest
from playwright.sync_api import expect

from hub.projects.models import Message, Task
from tests import world as cast
from tests.browser.test_live import LIVE, forgive_network
from tests.projects.conftest import start


@pytest.fixture
def world(server):
    return cast.build()


@pytest.fixture
def room(world):
    return start(world, is_open=False).room


@pytest.fixture
def enter(open_page, room):
    def open_one(person, place="", **options):
        page = open_page(person, f"/rooms/{room.pk}/{place}", **options)
        page.locator(LIVE).wait_for()
        return page

    return open_one


def say(page, text):
    page.get_by_label("Skriv til rommet").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def test_what_is_said_is_on_both_screens_once_and_what_is_removed_is_gone(world, enter):
    amina, kari = enter(world.amina), enter(world.kari, size="phone")
    say(amina, "Prøven gikk bra.")
    for page in (amina, kari):
        expect(page.locator("#said .hub-message")).to_have_text([re.compile("Amina.*Prøven gikk bra.", re.DOTALL)])
    say(kari, "Fint!")
    expect(amina.locator("#said .hub-message")).to_have_count(2)
    Message.objects.get(body="Prøven gikk bra.").remove(world.amina)
    for page in (amina, kari):
        expect(page.locator("#said")).not_to_contain_text("Prøven gikk bra.")
        expect(page.locator("#said")).to_contain_text("Fjernet av den som skrev.")


def test_what_is_written_without_a_network_is_sent_once_when_it_is_back(world, enter, room):
    amina, kari = enter(world.amina), enter(world.kari)
    amina.context.set_offline(True)
    for text in ("en", "to"):
        say(amina, text)
    expect(amina.locator(".hub-outbox li")).to_have_text(["en", "to"])
    Message.post(room, "imens", world.kari)
    amina.context.set_offline(False)
    expect(amina.locator(".hub-outbox li")).to_have_count(0, timeout=30_000)
    for page in (amina, kari):
        expect(page.locator("#said .hub-message__text")).to_have_text(["imens", "en", "to"], timeout=30_000)
    forgive_network(amina)


def test_whoever_loses_the_seat_leaves_the_room_at_once(world, enter, room):
    amina = enter(world.amina)
    room.unseat(world.amina, world.kari)
    expect(amina.get_by_role("heading", name="Velferdsteknologi")).to_have_count(0)
    forgive_network(amina)


def test_a_task_that_is_moved_is_in_its_new_column_on_the_others_board(world, enter, room):
    task = Task.add(room, "Bestill forsterkere", world.kari)
    kari = enter(world.kari, "tasks/")
    expect(kari.locator("#tasks-waiting .hub-task")).to_have_count(1)
    task.move("done", world.amina)
    expect(kari.locator("#tasks-done .hub-task")).to_have_count(1)
    expect(kari.locator("#tasks-waiting .hub-task")).to_have_count(0)


def test_without_script_one_writes_all_the_same(world, open_page, room):
    page = open_page(world.amina, f"/rooms/{room.pk}/", java_script_enabled=False)
    say(page, "Uten skript")
    expect(page.locator("#said")).to_contain_text("Uten skript")
