"""What waits for a person: one list and one count, derived."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from hub.context import counts
from hub.people.models import User
from hub.projects.models import PlanRow, Project, Task
from hub.units.models import Membership, Page, Role, Unit
from hub.waiting.counting import total
from hub.waiting.models import ListVisit
from hub.waiting.sources import in_order
from tests import world as cast


@pytest.fixture
def world(db):
    cache.clear()
    return cast.build()


def due(page, owner=None, days=0):
    Page.objects.filter(pk=page.pk).update(review_on=timezone.localdate() - timedelta(days=days), owner=owner)


def busy(world):
    """Something of each kind, for several people."""
    cast.must_read(world.lokentunet, "Vask hendene", world.kari)
    cast.must_read(world.top, "Beredskap", world.siri, deadline=timezone.localdate() + timedelta(days=2))
    cast.must_read(world.kjokken, "Temperatur", world.kari)
    due(world.open_page, world.ola)
    due(world.narrow_page)
    due(world.school_page, world.sara)  # who may not write there
    world.hjemme.give(Role.CHIEF_EDITOR, world.nils, None)
    User.objects.filter(pk=world.helge.pk).update(email=None)


def listed(client):
    answer = client.get("/waiting/")
    return {group.source.kind: [thing.title for thing in group.things] for group in answer.context["groups"]}


def plan_something(world):
    """Tasks and rows of plans that are due, later, done, of one who only reads, and in a room that is archived."""
    for is_over in (False, True):
        said = {"goal": "x", "starts_on": timezone.localdate()}
        room = Project.start(world.lokentunet, "x", world.kari, **said).room
        for person in (world.amina, world.sara):
            room.seat(person, "member", world.kari)
            for days in (-3, 7, 8):
                rest = {"responsible": person, "due_on": timezone.localdate() + timedelta(days=days)}
                Task.add(room, "x", world.kari, **rest)
                PlanRow.add(room, world.kari, audience="x", message="x", **rest)
            PlanRow.add(room, world.kari, audience="x", message="x", **rest).move("done", person)
        room.seat(world.sara, "reader", world.kari)
        if is_over:
            room.archive(world.kari)


def said_in_header(client, path):
    found = re.search(r'hub-bell__count" aria-hidden="true">([\d+]+)<', client.get(path).content.decode())
    return int(found[1]) if found else 0


def test_must_reads_due_pages_and_vacant_posts_wait_nearest_deadline_first(world, client_of):
    busy(world)
    world.lokentunet.take(Role.CHIEF_EDITOR, world.eva, None)
    karis = listed(client_of(world.kari))
    assert karis.pop("must_read") == ["Beredskap", "Vask hendene"]
    assert world.lokentunet.name in karis.pop("vacant")[0]
    assert karis == {"due": ["Bare for kjøkkenet"]}  # nobody is chief editor any more, so it falls to who leads
    assert listed(client_of(world.ola)) == {"must_read": ["Beredskap", "Vask hendene"], "due": ["Vaktordninger"]}
    assert listed(client_of(world.amina)) == {"must_read": ["Beredskap", "Temperatur", "Vask hendene"]}
    assert listed(client_of(world.sara)) == {"must_read": ["Beredskap"]}


def test_the_count_is_the_same_in_the_header_of_every_page_and_in_the_list(world, client_of):
    busy(world)
    for person in cast.everyone(world):
        client = client_of(person)
        rows = sum(len(titles) for titles in listed(client).values())
        assert rows == total(counts(User.objects.get(pk=person.pk)))
        for path in ("/", "/waiting/", "/units/", "/people/", f"/units/{world.lokentunet.pk}/", "/me/", "/nowhere/"):
            assert said_in_header(client, path) == rows, (person, path)
        shown = client.get("/").context["front"]
        assert len(shown.must_reads) + len(shown.asks) == rows


def test_what_is_done_is_gone_at_once(world, client_of):
    busy(world)
    client, notice = client_of(world.ola), cast.must_read(world.lokentunet, "Ny rutine", world.kari)
    before = said_in_header(client, "/")
    client.post(f"/notices/{notice.pk}/confirm/", {"revision": notice.current.number})
    assert said_in_header(client, "/") == before - 1 and "Ny rutine" not in listed(client)["must_read"]
    client_of(world.eva).post(f"/pages/{world.open_page.pk}/review/")
    assert "due" not in listed(client)
    other = cast.must_read(world.lokentunet, "Trekkes", world.kari)
    assert "Trekkes" in listed(client)["must_read"]
    other.withdraw(world.kari, "feil")
    assert "Trekkes" not in listed(client)["must_read"]
    Membership.objects.filter(user=world.ola).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert listed(client) == {} and said_in_header(client, "/") == 0


def test_a_draft_of_mine_is_on_the_front_page_but_nobody_waits_for_it(world, client_of):
    client = client_of(world.ola)
    assert [thing.title for thing in client.get("/").context["front"].drafts] == ["Ikke ferdig"]
    assert said_in_header(client, "/") == 0 and listed(client) == {}


def test_an_empty_list_says_so(world, client_of):
    body = client_of(world.amina).get("/waiting/").content.decode()
    assert "hub-empty" in body and "hub-bell__count" not in body


def test_what_came_since_the_last_visit_is_marked_as_long_as_the_visit_lasts(world, client_of):
    client = client_of(world.amina)
    new = lambda c: [t.title for g in c.get("/waiting/").context["groups"] for t in g.things if t.is_new]  # noqa: E731
    with time_machine.travel(timezone.now(), tick=False) as clock:
        cast.must_read(world.lokentunet, "Gammel", world.kari)
        assert new(client) == []  # a first visit: everything would be
        clock.shift(timedelta(hours=2))
        cast.must_read(world.kjokken, "Ny", world.kari)
        assert new(client) == ["Ny"]
        clock.shift(timedelta(minutes=3))
        assert new(client) == ["Ny"]  # back from reading it
        clock.shift(timedelta(hours=2))
        assert new(client) == []
    assert ListVisit.objects.get(user=world.amina).at
    assert {field.name for field in ListVisit._meta.get_fields()} == {"id", "user", "at"}  # one time, and no more


def test_asked_again_is_new_and_so_is_what_a_new_post_brings(world, client_of):
    client = client_of(world.sara)
    new = lambda c: [t.title for g in c.get("/waiting/").context["groups"] for t in g.things if t.is_new]  # noqa: E731
    with time_machine.travel(timezone.now(), tick=False) as clock:
        notice = cast.must_read(world.skole, "Inspeksjon", world.siri, deadline=timezone.localdate() + timedelta(30))
        cast.must_read(world.hjemme, "Bilene", world.nils, deadline=timezone.localdate() + timedelta(days=30))
        client.get("/waiting/")
        clock.shift(timedelta(days=2))
        Membership.objects.create(user=world.sara, unit=world.hjemme, starts_on=timezone.localdate())
        notice.rewrite("Inspeksjon 2", "<p>nytt</p>", world.siri, notice.current.number, ask_again=True)
        client.get("/")
        assert set(new(client_of(world.sara))) == {"Inspeksjon 2", "Bilene"}


def test_what_is_asked_of_thousands_is_what_each_of_them_is_asked(world):
    busy(world)
    Unit.objects.filter(pk=world.skole.pk).update(closed_on=timezone.localdate())
    Membership.objects.create(user=world.sara, unit=world.hjemme, starts_on=timezone.localdate())
    User.objects.filter(pk=world.rita.pk).update(is_superuser=True)
    due(world.leader_page, world.rita)
    plan_something(world)
    everybody = User.objects.active()
    for source in in_order():
        told = list(source.asked(everybody))
        for person in cast.everyone(world):
            waits = list(source.asking(person))
            listed = sorted((str(t.since), str(t.deadline)) for t in source.things(source.asking(person), person))
            mine = [each for each in told if each.person == person.pk]
            assert sorted(each.key for each in mine) == sorted(row.pk for row in waits), (source.kind, person)
            assert sorted((str(each.since), str(each.deadline)) for each in mine) == listed, (source.kind, person)
        few = {each.person for each in source.asked(everybody.filter(pk__in=[world.ola.pk, world.kari.pk]))}
        assert few == {each.person for each in told} & {world.ola.pk, world.kari.pk}


def test_every_thing_on_a_list_opens_for_whom_it_waits(world, client_of):
    busy(world)
    for person in cast.everyone(world):
        client = client_of(person)
        for group in client.get("/waiting/").context["groups"]:
            for thing in group.things:
                assert client.get(thing.url).status_code == 200, (person, thing)


def test_who_has_left_is_asked_nothing(world):
    busy(world)
    User.objects.filter(pk=world.ola.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    assert total(counts(User.objects.get(pk=world.ola.pk))) == 0
