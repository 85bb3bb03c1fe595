"""A room: seats, messages, tasks and decisions, over HTTP."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.access import Refused
from hub.listening import in_room
from hub.live.kinds import Visitor
from hub.live.models import Event, Stream
from hub.projects.models import Decision, Message, Task
from hub.projects.models.messages import FRESH
from hub.projects.showing import AT_ONCE
from tests.projects.conftest import start

pytestmark = pytest.mark.django_db


def post(client, room, body, **more):
    return client.post(f"/rooms/{room.pk}/post/", {"body": body, **more})


def test_members_write_readers_read_and_others_find_nothing(world, client_of, room):
    assert post(client_of(world.amina), room, "Prøven gikk bra.").status_code == 302
    assert "Prøven gikk bra." in client_of(world.sara).get(f"/rooms/{room.pk}/").content.decode()
    assert post(client_of(world.sara), room, "Hei").status_code == 404
    for who in (world.ola, world.rita):  # neither a colleague nor the chief executive
        assert client_of(who).get(f"/rooms/{room.pk}/").status_code == 404
        assert post(client_of(who), room, "Hei").status_code == 404
    assert Message.objects.count() == 1


def test_an_open_room_is_read_by_all_and_written_in_by_members(world, client_of):
    room = start(world, is_open=True).room
    assert client_of(world.ola).get(f"/rooms/{room.pk}/").status_code == 200
    assert post(client_of(world.ola), room, "Hei").status_code == 404


def test_the_same_key_twice_is_one_message_and_an_empty_one_is_none(world, client_of, room):
    amina = client_of(world.amina)
    for _again in range(2):
        post(amina, room, "En gang", key="abc")
    post(client_of(world.kari), room, "En annens", key="abc")
    assert post(amina, room, " \n ").status_code == 422
    assert list(Message.objects.values_list("number", "body")) == [(1, "En gang"), (2, "En annens")]


def test_what_is_sent_to_open_pages_is_what_a_fresh_page_shows(world, client_of, room):
    amina, sara = client_of(world.amina, htmx=True), client_of(world.sara)
    answered = post(amina, room, "Se https://askim.example/ <b>")
    message = Message.objects.get()

    def sent():
        return Event.objects.get(subject=message.element_id, is_superseded=False).fragments["nb"]

    def shown():
        page = sara.get(f"/rooms/{room.pk}/").content.decode()
        return re.search(rf'<li class="hub-message" id="{message.element_id}".*?</li>', page, re.DOTALL)[0]

    assert answered.content.decode().strip() == sent() == shown()
    client_of(world.amina).post(f"/rooms/messages/{message.pk}/", {"body": "Endret"})
    assert sent() == shown() and "Endret" in sent()
    client_of(world.kari).post(f"/rooms/messages/{message.pk}/remove/")
    assert sent() == shown()
    assert not any("Endret" in str(event.fragments) for event in Event.objects.all()), "nor can it be asked for again"


def test_what_is_removed_or_changed_is_so_where_an_answer_quotes_it(world, client_of, room):
    message = Message.post(room, "Hemmelig tall", world.amina)
    answer = Message.post(room, "Takk", world.kari, to=message)
    message.rewrite("Et annet tall", world.amina)
    newest = Event.objects.filter(subject=answer.element_id).latest("number")
    assert "Et annet tall" in newest.fragments["nb"] and "Hemmelig" not in str(newest.fragments)
    message.remove(world.amina)
    for event in Event.objects.all():
        assert "Hemmelig" not in str(event.fragments) and "annet tall" not in str(event.fragments)
    assert "annet tall" not in client_of(world.sara).get(f"/rooms/{room.pk}/").content.decode()


def test_a_search_in_the_room_knows_our_letters_large_and_small(world, client_of, room):
    Message.post(room, "Økonomien må Åpnes", world.amina)
    Message.post(room, "Noe annet", world.amina)
    for asked in ("økonomi", "ÅPNES", "aapnes"):
        page = client_of(world.sara).get(f"/rooms/{room.pk}/", {"q": asked}).content.decode()
        assert "Økonomien må Åpnes" in page and "Noe annet" not in page


def test_one_changes_ones_own_for_a_quarter_of_an_hour(world, client_of, room):
    message = Message.post(room, "Først", world.amina)
    assert client_of(world.kari).post(f"/rooms/messages/{message.pk}/", {"body": "Annet"}).status_code == 404
    with time_machine.travel(timezone.now() + FRESH):
        late = client_of(world.amina).post(f"/rooms/messages/{message.pk}/", {"body": "Annet"})
    assert late.status_code == 422 and Message.objects.get().body == "Først"


def test_removing_is_for_the_writer_and_those_who_lead(world, client_of, room):
    message = Message.post(room, "Feil sted", world.kari)
    message.pin(world.kari)
    assert client_of(world.amina).post(f"/rooms/messages/{message.pk}/remove/").status_code == 404
    client_of(world.kari).post(f"/rooms/messages/{message.pk}/remove/")
    message.refresh_from_db()
    assert (message.body, message.removed_by, message.pinned_at) == ("", world.kari, None)
    with pytest.raises(Refused):
        message.pin(world.kari)


def test_unread_messages_begin_at_a_line_and_the_bookmark_is_ones_own(world, client_of, room):
    for number in range(3):
        Message.post(room, f"Melding {number}", world.kari)
    first = client_of(world.amina).get(f"/rooms/{room.pk}/").content.decode()
    assert 'id="new"' in first and "3 nye" in first
    assert 'id="new"' not in client_of(world.amina).get(f"/rooms/{room.pk}/").content.decode()
    assert 'id="new"' in client_of(world.sara).get(f"/rooms/{room.pk}/").content.decode()


def test_a_long_talk_is_leafed_through(world, client_of, room, django_assert_max_num_queries):
    rows = [Message(room=room, number=n, author=world.kari, body=f"nr {n};") for n in range(1, 201)]
    Message.objects.bulk_create(rows)
    type(room).objects.filter(pk=room.pk).update(last=200)
    room.seats.update(seen=200)
    client = client_of(world.amina)
    client.get(f"/rooms/{room.pk}/")
    with django_assert_max_num_queries(8):
        newest = client.get(f"/rooms/{room.pk}/").content.decode()
    numbers = [int(n) for n in re.findall(r"nr (\d+);", newest)]
    assert numbers == list(range(201 - AT_ONCE, 201))
    before = re.search(r"\?before=(\d+)", newest)[1]
    earlier = client.get(f"/rooms/{room.pk}/?before={before}").content.decode()
    assert [int(n) for n in re.findall(r"nr (\d+);", earlier)][-1] == numbers[0] - 1
    assert "nr 42;" in client.get(f"/rooms/{room.pk}/?at=42").content.decode()
    assert "nr 42;" in client.get(f"/rooms/{room.pk}/?q=nr 42").content.decode()


# Seats


def test_those_who_lead_give_and_take_seats(world, client_of, room):
    kari = client_of(world.kari)
    assert (
        client_of(world.amina).post(f"/rooms/{room.pk}/seats/", {"person": "1008", "part": "lead"}).status_code == 404
    )
    kari.post(f"/rooms/{room.pk}/seats/", {"person": "1008", "part": "member"})
    assert room.allows(world.ola, "post")
    seat = room.seats.get(user=world.ola)
    assert client_of(world.amina).post(f"/rooms/seats/{seat.pk}/", {"part": "take"}).status_code == 404
    kari.post(f"/rooms/seats/{seat.pk}/", {"part": "reader"})
    assert room.allows(world.ola, "view") and not room.allows(world.ola, "post")
    kari.post(f"/rooms/seats/{seat.pk}/", {"part": "take"})
    assert not room.allows(world.ola, "view")


def test_somebody_always_leads(world, client_of, room):
    seat = room.seats.get(user=world.kari)
    for part in ("take", "member"):
        client_of(world.kari).post(f"/rooms/seats/{seat.pk}/", {"part": part})
        assert room.allows(world.kari, "lead")
    room.seat(world.amina, "lead", world.kari)
    client_of(world.kari).post(f"/rooms/seats/{seat.pk}/", {"part": "take"})
    assert not room.allows(world.kari, "view")


def test_listening_agrees_with_viewing(world, room):
    open_one = start(world, is_open=True).room
    people = [world.kari, world.amina, world.sara, world.ola, world.rita]
    visitors = [Visitor(str(person.pk), person.pk) for person in people]
    for one in (room, open_one):
        heard = {visitor.person for visitor in in_room(one.pk, visitors)}
        assert heard == {person.pk for person in people if one.allows(person, "view")}
    assert in_room(10**9, visitors) == []


# Archive


def test_an_archived_room_is_read_and_not_written_in(world, client_of, room):
    message = Message.post(room, "Før", world.amina)
    task = Task.add(room, "Før", world.amina)
    client_of(world.kari).post(f"/rooms/{room.pk}/archive/", {"on": "1"})
    amina = client_of(world.amina)
    assert "Før" in amina.get(f"/rooms/{room.pk}/").content.decode()
    assert post(amina, room, "Etter").status_code == 404
    assert amina.post(f"/rooms/messages/{message.pk}/", {"body": "Etter"}).status_code == 404
    assert amina.post(f"/rooms/tasks/{task.pk}/move/", {"state": "done"}).status_code == 404
    client_of(world.kari).post(f"/rooms/{room.pk}/archive/")
    assert post(amina, room, "Etter").status_code == 302


# Tasks and decisions


def test_tasks_are_added_moved_and_done(world, client_of, room):
    amina = client_of(world.amina)
    added = {"title": "Bestill forsterkere", "responsible": "1006", "due_on": "30.11.2026"}
    amina.post(f"/rooms/{room.pk}/tasks/", added)
    task = Task.objects.get()
    assert (task.responsible, task.state) == (world.kari, "waiting")
    assert client_of(world.sara).post(f"/rooms/tasks/{task.pk}/move/", {"state": "done"}).status_code == 404
    amina.post(f"/rooms/tasks/{task.pk}/move/", {"state": "done"})
    task.refresh_from_db()
    assert (task.state, task.done_by) == ("done", world.amina)
    amina.post(f"/rooms/tasks/{task.pk}/move/", {"state": "nonsense"})
    assert Task.objects.get().state == "done"
    assert Stream.objects.get(name=f"room/{room.pk}").events.filter(what="task").count() == 2


def test_only_those_with_a_seat_are_given_tasks(world, client_of, room):
    for number in ("1008", "1012"):  # no seat, and a reader's
        answer = client_of(world.amina).post(f"/rooms/{room.pk}/tasks/", {"title": "x", "responsible": number})
        assert answer.status_code == 422
    assert not Task.objects.exists()


def test_decisions_are_put_on_record_once_and_never_changed(world, client_of, room):
    amina = client_of(world.amina)
    said = {"what": "Vi bestiller to", "why": "Dekning", "decided_by": "Styringsgruppa", "key": "k"}
    for _again in range(2):
        amina.post(f"/rooms/{room.pk}/decisions/", {**said, "decided_on": "01.11.2026"})
    assert Decision.objects.get().by == world.amina
    late = timezone.localdate() + timedelta(days=1)
    answer = amina.post(f"/rooms/{room.pk}/decisions/", {**said, "key": "l", "decided_on": f"{late:%d.%m.%Y}"})
    assert answer.status_code == 422 and "Den dagen har ikke kommet ennå." in answer.content.decode()
    assert "Vi bestiller to" in client_of(world.sara).get(f"/rooms/{room.pk}/decisions/").content.decode()
    assert client_of(world.sara).post(f"/rooms/{room.pk}/decisions/", said).status_code == 404
