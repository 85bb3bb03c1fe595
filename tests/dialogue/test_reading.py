"""Reactions, what is new and what is earlier, as they are fetched while one reads."""

import pytest

from hub.dialogue.models import Reaction, Thread
from tests.dialogue.talking import page_of

pytestmark = pytest.mark.django_db


def test_a_reaction_is_set_once_and_taken_back_and_shows_how_many_and_never_whose(world, client_of):
    comment = world.thread.say("Kake i dag", world.amina)
    address = f"/dialogue/comments/{comment.pk}/react/"
    dag = client_of(world.dag)
    for _twice in range(2):
        assert dag.post(address, {"kind": "thanks", "on": "yes"}).status_code == 302
    assert Reaction.objects.count() == 1
    part = client_of(world.ola, htmx=True).post(address, {"kind": "thanks", "on": "yes"}).content.decode()
    assert ">2<" in part and world.dag.name not in part and world.dag.number not in part
    dag.post(address, {"kind": "thanks"})
    dag.post(address, {"kind": "fire", "on": "yes"})
    assert [r.user for r in Reaction.objects.all()] == [world.ola]
    assert client_of(world.sara).post(address, {"kind": "thanks", "on": "yes"}).status_code == 404


def new_for(client, thread, seen):
    return client.get(f"/dialogue/{thread.pk}/new/?seen={seen}", headers={"HX-Request": "true"}).content.decode()


def test_what_others_wrote_since_is_counted_and_fetched_only_when_asked(world, client_of):
    world.thread.say("Før", world.amina)
    seen, client = Thread.objects.get(pk=world.thread.pk).last, client_of(world.ola, htmx=True)
    assert "new-comments" not in new_for(client, world.thread, seen)
    first = world.thread.say("Nytt", world.amina)
    world.thread.say("Mitt eget", world.ola)
    hidden = world.thread.say("Skjult", world.dag)
    hidden.hide(world.kari, "x")
    counted = new_for(client, world.thread, seen)
    assert 'data-count="1"' in counted and "Nytt" not in counted
    part = client.get(f"/dialogue/{world.thread.pk}/?seen={seen}").content.decode()
    assert f'id="comment-{first.pk}" tabindex="-1" data-new autofocus' in part and part.count("data-new") == 1
    assert client_of(world.sara).get(f"/dialogue/{world.thread.pk}/new/").status_code == 404


def test_asking_what_is_new_costs_one_query_besides_knowing_who_asks(world, client_of, django_assert_max_num_queries):
    client = client_of(world.ola, htmx=True)
    new_for(client, world.thread, 0)
    with django_assert_max_num_queries(4):  # the session, the person, where they work; and ours
        new_for(client, world.thread, 0)


def test_earlier_comments_are_fetched_on_request_and_an_old_one_is_led_to(world, client_of):
    old = world.thread.say("Den eldste", world.amina)
    for number in range(40):
        world.thread.say(f"Nummer {number}", world.amina)
    client = client_of(world.ola)
    shown = page_of(client, world.notice)
    assert "Den eldste" not in shown and "Nummer 39" in shown and 'id="earlier"' in shown
    target = client.get(f"/dialogue/comments/{old.pk}/").headers["Location"]
    assert "Den eldste" in client.get(target).content.decode()
    seen = Thread.objects.get(pk=world.thread.pk).last
    world.thread.say("Svar langt oppe", world.dag, to=old)
    part = client_of(world.ola, htmx=True).get(f"/dialogue/{world.thread.pk}/?seen={seen}&start=12").content.decode()
    assert "Svar langt oppe" in part and "Den eldste" in part


def test_a_talk_takes_eight_queries_however_it_is_asked_for(world, client_of, django_assert_max_num_queries):
    first = world.thread.say("Hei @1006", world.amina)
    world.thread.say("Svar", world.ola, to=first).hide(world.kari, "x")
    for person in (world.kari, world.amina):
        client = client_of(person, htmx=True)
        client.get(f"/dialogue/{world.thread.pk}/")
        with django_assert_max_num_queries(8):  # the session and where they work among them
            client.get(f"/dialogue/{world.thread.pk}/")
