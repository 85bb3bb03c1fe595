"""Whoever leaves or moves leaves nothing behind that nobody answers for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.people.models import User
from hub.units import jobs
from hub.units.leaving import pass_on
from hub.units.models import Membership, Page, Role
from tests import world as cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = cast.build()
    Page.objects.filter(pk=made.open_page.pk).update(owner=made.ola)
    return made


def leaves(person):
    User.objects.filter(pk=person.pk).update(active_to=timezone.localdate() - timedelta(days=1))


def moves(world, person, unit):
    person.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    person.unit_grants.all().delete()
    Membership.objects.create(user=person, unit=unit, title="ny stilling")


def owner(page):
    return Page.objects.get(pk=page.pk).owner


def test_nothing_passes_while_everybody_stays(world):
    assert pass_on() == 0 and owner(world.open_page) == world.ola


def test_the_pages_of_whoever_leaves_pass_to_the_leader_and_stand_on_a_list(world, client_of):
    leaves(world.ola)
    jobs.pass_on_what_is_left_behind(timezone.now())
    assert owner(world.open_page) == world.kari
    assert owner(world.draft_page) == world.kari  # what he was writing, too
    body = client_of(world.kari).get("/desk/list/passed-on/").content.decode()
    assert f"/desk/pages/{world.open_page.pk}/" in body and "Nordmann" in body
    assert pass_on() == 0


def test_the_pages_of_whoever_moves_pass_on_the_same_day(world):
    moves(world, world.ola, world.skole)
    pass_on()
    assert owner(world.open_page) == world.kari


def test_whoever_owned_a_page_elsewhere_all_along_keeps_it(world):
    Page.objects.filter(pk=world.open_page.pk).update(owner=world.sara)
    assert pass_on() == 0 and owner(world.open_page) == world.sara


def test_a_page_handed_over_after_the_post_ended_stays(world):
    moves(world, world.ola, world.skole)
    world.lokentunet.give(Role.EDITOR, world.ola, None)
    Page.objects.get(pk=world.narrow_page.pk).hand_over(world.ola, world.kari)
    world.lokentunet.take(Role.EDITOR, world.ola, None)
    pass_on()
    assert owner(world.narrow_page) == world.ola and owner(world.open_page) == world.kari


def test_what_a_leader_leaves_behind_goes_to_the_leader_above(world):
    Page.objects.filter(pk=world.open_page.pk).update(owner=world.kari)
    leaves(world.kari)
    pass_on()
    assert owner(world.open_page) == world.helge


def test_it_stands_on_the_list_until_somebody_says_what_becomes_of_it(world, client_of):
    leaves(world.ola)
    pass_on()
    kari = client_of(world.kari)
    count = lambda: kari.get("/desk/list/passed-on/").content.decode().count("data-thing=")  # noqa: E731
    assert count() == 2
    kari.post(f"/desk/pages/{world.open_page.pk}/keep/")
    assert count() == 1 and owner(world.open_page) == world.kari
    kari.post(f"/desk/pages/{world.draft_page.pk}/hand-over/", {"person": world.eva.number})
    assert count() == 0 and owner(world.draft_page) == world.eva
    kinds = list(Page.objects.get(pk=world.open_page.pk).care.values_list("kind", flat=True))
    assert kinds == ["kept", "passed_on"]


def test_a_notice_that_was_never_sent_is_listed_when_its_writer_leaves(world, client_of):
    cast.notice(world.lokentunet, "Halvferdig", world.ola, send=False)
    listed = lambda: "Halvferdig" in client_of(world.kari).get("/desk/list/notices/").content.decode()  # noqa: E731
    assert not listed()
    leaves(world.ola)
    assert listed()
