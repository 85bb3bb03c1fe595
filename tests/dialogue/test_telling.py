"""Who is told of what: answers, mentions and what was asked for, and nothing that one may not see."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from hub.dialogue.jobs import tell_followers
from hub.dialogue.models import Comment, Following
from hub.dialogue.telling import TOLD_FOR, answers_to, followed_by, mentions_of
from hub.people.models import User
from hub.waiting.sources import registered
from tests import world as cast

pytestmark = pytest.mark.django_db
KINDS = ("answer", "mention", "followed")


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


def told(person):
    person = User.objects.get(pk=person.pk)
    found = (answers_to(person), mentions_of(person), followed_by(person))
    return {kind: [c.body for c in rows] for kind, rows in zip(KINDS, found, strict=True) if rows}


def test_answers_to_me_and_after_me_are_told_and_not_those_before_me(world):
    first = world.thread.say("Spørsmål", world.amina)
    world.thread.say("Svar 1", world.ola, to=first)
    world.thread.say("Svar 2", world.dag, to=first)
    world.thread.say("Noe annet", world.eva)
    assert told(world.amina) == {"answer": ["Svar 2", "Svar 1"]}
    assert told(world.ola) == {"answer": ["Svar 2"]}
    assert told(world.dag) == told(world.eva) == told(world.kari) == {}


def test_a_mention_is_told_once_also_in_an_answer(world):
    first = world.thread.say("Spørsmål", world.amina)
    world.thread.say("Svar til @1010", world.ola, to=first)
    world.thread.say("Hei @1007", world.ola)
    assert told(world.amina) == {"mention": ["Svar til @1010"]}
    assert told(world.dag) == {"mention": ["Hei @1007"]}


def test_one_asks_for_everything_or_nothing_and_only_that_is_stored(world, client_of):
    address = f"/dialogue/{world.thread.pk}/follow/"
    world.thread.say("Før", world.amina)
    for wish in ("all", "all"):
        client_of(world.kari).post(address, {"wish": wish})
    assert Following.objects.get().user == world.kari
    first = world.thread.say("Etter", world.amina)
    assert told(world.kari) == {"followed": ["Etter"]}
    world.thread.say("Svar", world.ola, to=first)
    client_of(world.amina).post(address, {"wish": "nothing"})
    assert told(world.amina) == {}
    client_of(world.amina).post(address, {"wish": ""})
    assert told(world.amina) == {"answer": ["Svar"]}
    assert Following.objects.count() == 1
    client_of(world.kari).post(address, {"wish": "other"})
    assert Following.objects.get().wish == "all"


@pytest.mark.parametrize("how", ["hidden", "taken back", "withdrawn", "narrowed", "left", "old"])
def test_what_is_gone_is_not_told(world, how):
    first = world.thread.say("Spørsmål", world.amina)
    reply = world.thread.say("Svar", world.ola, to=first)
    world.thread.say("Hei @1010", world.ola)
    world.thread.follow(world.amina, "all")
    world.thread.say("Mer", world.ola)
    assert len(told(world.amina)) == 3
    if how == "hidden":
        for comment in Comment.objects.filter(author=world.ola):
            comment.hide(world.kari, "x")
    elif how == "taken back":
        for comment in Comment.objects.filter(author=world.ola):
            comment.hide(world.ola)
    elif how == "withdrawn":
        world.notice.withdraw(world.kari, "Feil")
    elif how == "narrowed":
        world.notice.aim([(world.hjemme, True)], [])
    elif how == "left":
        User.objects.filter(pk=world.amina.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    else:
        Comment.objects.update(created_at=timezone.now() - TOLD_FOR - timedelta(days=2))
    assert told(world.amina) == {}, reply


def groups(client):
    return {g.source.kind: [t.title for t in g.things] for g in client.get("/waiting/").context["groups"]}


def test_it_stands_on_the_list_and_counts_until_one_has_looked(world, client_of):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = world.thread.say("Spørsmål", world.amina)
        world.thread.say("Svar", world.ola, to=first)
        world.thread.say("Hei @1010", world.ola)
        client = client_of(world.amina)
        page = client.get("/").content.decode()
        assert 'hub-bell__count" aria-hidden="true">2<' in page
        assert groups(client) == {"answer": ["Julebord"], "mention": ["Julebord"]}
        clock.shift(timedelta(seconds=1))
        cache.clear()
        assert "hub-bell__count" not in client.get("/").content.decode()
        assert groups(client) == {"answer": ["Julebord"], "mention": ["Julebord"]}
        for thing in [t for g in client.get("/waiting/").context["groups"] for t in g.things]:
            assert client.get(thing.url, follow=True).status_code == 200


def test_who_follows_gets_a_letter_at_once_about_what_they_may_see_and_once(world, settings, mailoutbox):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    User.objects.filter(pk=world.amina.pk).update(email="amina@dal.example")
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Oslo")), tick=False) as clock:
        world.thread.say("Før noen fulgte med", world.eva)
        for person in (world.amina, world.kari, world.hilde, world.eva):  # hilde does not see it, eva writes it
            world.thread.follow(person, "all")
        clock.shift(timedelta(minutes=5))
        world.thread.say("Noe nytt CANARY000Q", world.eva)
        world.thread.say("Skjult før noen fikk vite det", world.eva).hide(world.kari, "Feil sted")
        for _time in range(2):
            clock.shift(timedelta(minutes=1))
            tell_followers(timezone.now())
        assert sorted(letter.to[0] for letter in mailoutbox) == ["amina@dal.example", "kari@dal.example"]
        assert not any("CANARY000Q" in letter.subject + letter.body for letter in mailoutbox)
        world.thread.say("For andre nå", world.eva)
        world.notice.aim([(world.hjemme, True)], [])
        clock.shift(timedelta(minutes=1))
        tell_followers(timezone.now())
        assert [letter.to[0] for letter in mailoutbox[2:]] == [
            "kari@dal.example"
        ]  # who answers for it, and no longer amina


def test_what_thousands_are_told_is_what_each_of_them_is_told(world):
    world.narrow_page.comments_open = True
    world.narrow_page.save()
    leaders = cast.notice(world.helse, "For ledere", world.siri, cast.narrow(world.helse))
    for thing in (world.notice, world.narrow_page, leaders):
        thing.thread.follow(world.kari, "all")
        thing.thread.follow(world.sara, "all")
        first = thing.thread.say("Hei @1006 og @1010", world.ola)
        thing.thread.say("Svar @1008", world.eva, to=first)
        thing.thread.say("Svar til", world.kari, to=first)
        thing.thread.say("Nytt", world.eva)
    leaders.aim([(world.hjemme, True)], [])
    everybody = User.objects.active()
    for kind in KINDS:
        found = list(registered[kind].asked(everybody))
        assert found, kind
        for person in cast.everyone(world):
            mine = sorted((each.key, each.since) for each in found if each.person == person.pk)
            assert mine == sorted(registered[kind].asking(person).values_list("pk", "created_at")), (kind, person)


def test_what_is_told_costs_the_same_for_one_and_for_many(world, django_assert_num_queries):
    first = world.thread.say("Hei @1006", world.ola)
    world.thread.follow(world.kari, "all")
    for person in (world.eva, world.dag, world.amina):
        world.thread.say("Svar @1008", person, to=first)
    everybody = User.objects.active()
    for kind in KINDS:
        for people in (everybody.filter(pk=world.ola.pk), everybody):
            with django_assert_num_queries(10):  # four of ours, and the things of three kinds with their readers
                list(registered[kind].asked(people))


def test_ones_own_page_keeps_what_one_has_written_also_where_one_no_longer_sees_the_thing(world, client_of):
    comment = world.thread.say("Mine egne ord", world.amina)
    comment.hide(world.kari, "Grunnen til det")
    client = client_of(world.amina)
    kept = client.get("/me/kept/").content.decode()
    assert "Mine egne ord" in kept and "Grunnen til det" in kept and "Julebord" in kept
    world.notice.aim([(world.hjemme, True)], [])
    kept = client.get("/me/kept/").content.decode()
    assert "Mine egne ord" in kept and "Julebord" not in kept
    assert "Mine egne ord" not in client_of(world.kari).get("/me/kept/").content.decode()
