"""What is written once answers as its plain query does, for everybody, and is asked anew at every call."""

import importlib
import inspect
from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.db.models import BinaryField, Value
from django.urls import get_resolver
from django.utils import timezone, translation

from hub.database import written
from hub.database.written import NotFixed, written_once
from hub.findable.models import SearchDocument
from hub.findable.sources import registered
from hub.findable.writing import rebuild
from hub.home.front import newest
from hub.people.models import User
from hub.units.for_reader import AMONG, RECIPES, for_reader
from hub.units.models import Membership, Notice, NoticeTranslation, Page, Role, Unit
from hub.units.notice_page import on_front
from tests import world as cast
from tests.test_agreement import add_notices, add_services

# What the further numbers of a recipe may be, by their names.
NUMBERS = {
    "unit": lambda world: [world.top.pk, world.lokentunet.pk, world.kjokken.pk, world.skole.pk],
    "page": lambda world: [world.open_page.pk, world.narrow_page.pk, world.draft_page.pk],
    "root": lambda world: [world.open_page.pk, world.school_page.pk],
    "above": lambda world: [world.leader_page.pk],
    "notice": lambda world: [notice.pk for notice in world.notices],
}
assert get_resolver().url_patterns  # loads the views, and with them every recipe


@pytest.fixture
def world(db):
    written.forget()
    world = cast.build()
    add_notices(world)
    add_services(world)
    NoticeTranslation.write(world.notices[0], "en", "To all", "", world.siri)
    # Beside Ola: somebody who writes too, in another branch as deep.
    world.nabo = User.objects.create(number="990", given_name="Naboen", language="nb")
    Membership.objects.create(user=world.nabo, unit=world.skole)
    world.skole.give(Role.EDITOR, world.nabo, None)
    Page.start(world.skole, "Naboens kladd", world.nabo)
    return world


def seen(rows):
    """Everything a row holds, its related rows too."""
    return [
        {name: value for name, value in vars(row).items() if name != "_state"} | seen_beside(row)
        if hasattr(row, "_state")
        else row
        for row in rows
    ]


def seen_beside(row):
    return {f"{name} beside": vars(other) | {"_state": 0} for name, other in row._state.fields_cache.items() if other}


def calls(recipe, world):
    """The further numbers of each call to try: every pair, where it takes two; and pages above, where it takes many."""
    names = inspect.signature(recipe).parameters
    return list(product(*(NUMBERS[name](world) for name in [*names][1:])))


def afresh(person):
    return User.objects.get(pk=person.pk)  # places are remembered on the object


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_recipe_answers_as_its_plain_query_does(world, name):
    recipe = RECIPES[name]
    module, _, attribute = name.rpartition(".")
    asked = getattr(importlib.import_module(module), attribute)
    for language in ("nb", "en"):
        with translation.override(language):
            for numbers in calls(recipe, world):
                for person in (*cast.everyone(world), world.nabo):
                    mine = asked(afresh(person), *numbers)
                    assert seen(mine) == seen(recipe(afresh(person), *numbers)), (person, numbers)


AMONG_WHAT = {"documents_seen": SearchDocument, "units_seen": Unit}


@pytest.mark.parametrize("name", sorted(AMONG))
def test_a_recipe_about_many_numbers_answers_as_its_plain_query_does(world, name):
    rebuild()
    recipe = AMONG[name]
    module, _, attribute = name.rpartition(".")
    asked = getattr(importlib.import_module(module), attribute)
    every = list(AMONG_WHAT[attribute].objects.values_list("pk", flat=True))
    more = [(kind,) for kind in registered] if attribute == "documents_seen" else [()]
    for numbers, words in product(([], every[:1], every[:25], every), more):
        for person in (*cast.everyone(world), world.nabo):
            mine, plain = asked(afresh(person), numbers, *words), recipe(afresh(person), numbers, *words)
            assert sorted(map(repr, seen(mine))) == sorted(map(repr, seen(plain))), (person, numbers)


def test_readers_whose_places_are_alike_share_a_text_and_not_an_answer(world):
    school = Unit.objects.create(parent=world.skole.parent, name="Nabo skole")
    other = User.objects.create(number="991", given_name="Grannen")
    Membership.objects.create(user=other, unit=school)
    notice = cast.notice(world.skole, "Bare for oss", world.siri, cast.narrow(world.skole))
    assert notice in on_front(afresh(world.sara))
    texts = written._written.cache_info().currsize
    assert notice not in on_front(other)
    assert written._written.cache_info().currsize == texts


def test_what_one_may_see_is_asked_at_every_call(world):
    notice = cast.notice(world.skole, "Bare for oss", world.siri, cast.narrow(world.skole))
    page = cast.publish(world.skole, "Skolens side", world.siri)
    Page.objects.filter(pk=page.pk).update(published_at=timezone.now() + timedelta(seconds=1))
    sees = lambda row, ask: row in ask(afresh(world.sara))  # noqa: E731
    assert sees(notice, on_front) and sees(page, newest)
    Page.objects.filter(pk=page.pk).update(unpublish_at=timezone.now())
    assert not sees(page, newest)
    Membership.objects.filter(user=world.sara).update(unit=world.kjokken)
    assert not sees(notice, on_front)
    Membership.objects.filter(user=world.sara).update(unit=world.skole)
    assert sees(notice, on_front)
    Notice.objects.filter(pk=notice.pk).update(withdrawn_at=timezone.now())
    assert not sees(notice, on_front)
    User.objects.filter(pk=world.sara.pk).update(is_enabled=False)
    assert on_front(afresh(world.sara)) == []


def test_a_role_that_is_taken_is_not_held_at_the_next_call(world):
    leaders = cast.notice(world.top, "Til ledere", world.siri)
    leaders.aim([], [Role.LEADER])
    assert leaders in on_front(afresh(world.kari))
    world.lokentunet.take(Role.LEADER, world.kari, None)
    assert leaders not in on_front(afresh(world.kari))


def test_the_moment_and_the_day_are_those_of_the_call(world):
    with time_machine.travel(timezone.now() + timedelta(seconds=5), tick=False) as clock:
        notice = cast.notice(world.skole, "En stund", world.siri)
        Notice.objects.filter(pk=notice.pk).update(ends_at=timezone.now() + timedelta(minutes=1))
        assert notice in on_front(afresh(world.sara))
        clock.shift(timedelta(minutes=1))
        assert notice not in on_front(afresh(world.sara))
        ours = cast.notice(world.skole, "Til skolen", world.siri, cast.narrow(world.skole))
        Membership.objects.filter(user=world.sara).update(ends_on=timezone.localdate())
        assert ours in on_front(afresh(world.sara))
        clock.shift(timedelta(days=1))
        assert ours not in on_front(afresh(world.sara))


def test_what_cannot_be_filled_in_is_refused(world):
    long_ago = written_once(lambda: Notice.objects.filter(sent_at__lt=timezone.now() - timedelta(days=7)))
    counted = written_once(lambda unit: Unit.objects.filter(pk=unit + 2000))
    hidden = written_once(lambda unit: Unit.objects.annotate(n=Value(b"%d" % unit, BinaryField())))
    for ask in (lambda: long_ago(), lambda: counted(1), lambda: hidden(1)):
        with pytest.raises(NotFixed):
            ask()


def test_a_recipe_that_asks_more_of_its_reader_is_refused(world):
    greedy = for_reader(lambda reader: Unit.objects.filter(pk__in=reader.memberships.values("unit")))
    del RECIPES[next(name for name in RECIPES if "lambda" in name)]
    with pytest.raises(AttributeError):
        greedy(world.sara)


@pytest.mark.parametrize("number", [written.STAND_INS, 2**63, 10**30, -1])
def test_a_number_that_no_row_has_finds_none(world, client_of, number):
    assert written_once(lambda unit: Unit.objects.filter(pk=unit))(number) == []
    client = client_of(world.sara)
    for address in (f"/pages/{number}/", f"/units/{number}/"):
        assert client.get(address).status_code == 404


def test_a_reader_with_more_posts_than_a_text_holds_is_answered_too(world, monkeypatch):
    plain = on_front(afresh(world.sara))
    monkeypatch.setattr("hub.database.written.MOST_NUMBERS", 2)
    assert on_front(afresh(world.sara)) == plain
