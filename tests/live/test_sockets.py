"""Sockets through the real server: who is let in, what they hear, how they are sent away."""

import json
import threading
import time

import pytest
from django.db import transaction

from hub.live import exchange, socket
from hub.live.models import Event, Stream
from hub.people.models import Session, User
from tests import world as cast
from tests.live.clients import Page, cookie_of
from tests.live.rooms import rooms, say, seated, unseat
from tests.serving.clients import becomes


@pytest.fixture
def world(server):
    with rooms():
        yield cast.build()


@pytest.fixture
def room(world):
    """The stream of Løkentunet's room, from its beginning."""
    return f"room/{world.lokentunet.pk}:0"


def test_a_change_is_heard_once_and_in_order(world, server):
    page = Page(server, cookie_of(world.kari), "municipality/1:0").until_live()
    for _n in range(3):
        Stream.record("municipality", 1, "notice")
    page.until_number(3)
    assert page.numbers == [1, 2, 3]


def test_a_change_that_is_not_committed_is_not_heard_and_takes_no_number(world, server):
    page = Page(server, cookie_of(world.kari), "municipality/1:0").until_live()
    with transaction.atomic():
        Stream.record("municipality", 1, "notice")
        transaction.set_rollback(True)
    Stream.record("municipality", 1, "notice")
    page.until_number(1)
    assert page.numbers == [1]


def test_what_was_missed_comes_first_and_then_what_is_new(world, server, room):
    for text in ("en", "to", "tre"):
        say(world.lokentunet, text)
    page = Page(server, cookie_of(world.kari), room.replace(":0", ":1")).until_live()
    say(world.lokentunet, "fire")
    page.until_number(4)
    assert [frame.get("h", "")[-11:] for frame in page.told if "n" in frame] == [
        'words">to</li>'[-11:],
        'words">tre</li>'[-11:],
        'words">fire</li>'[-11:],
    ]


def test_only_the_newest_look_of_a_thing_is_kept_and_what_was_removed_is_gone(world, server, room):
    say(world.lokentunet, "hemmelig", "word-1")
    say(world.lokentunet, "noe annet", "word-2")
    say(world.lokentunet, "fjernet", "word-1")
    page = Page(server, cookie_of(world.kari), room).until_live()
    assert page.numbers == [2, 3]
    assert "hemmelig" not in json.dumps(page.told)
    assert not Event.objects.filter(fragments__icontains="hemmelig").exists()


def test_one_socket_carries_all_streams_of_a_page(world, server, room):
    follow = f"municipality/1:0,person/{world.kari.pk}:0,{room}"
    page = Page(server, cookie_of(world.kari), follow).until_live(3)
    Stream.record("municipality", 1, "notice")
    say(world.lokentunet, "hei")
    Stream.record("person", world.kari.pk, "notice")
    heard = {page.until(lambda frame: "n" in frame)["s"] for _n in range(3)}
    assert heard == {part.split(":")[0] for part in follow.split(",")}


def test_somebody_elses_stream_and_a_room_without_a_seat_are_no_access(world, server, room):
    for follow in (f"person/{world.ola.pk}:0", room, "room/999999:0", "nothing/1:0", "room/x", "Room/1"):
        page = Page(server, cookie_of(world.sara), follow)
        assert page.next() is None and page.closed == socket.NO_ACCESS, follow
        assert not page.told


def test_signed_out_is_told_so(world, server):
    for cookie in ("", "sessionid=" + "x" * 32, "sessionid='; DROP"):
        page = Page(server, cookie)
        assert page.next() is None and page.closed == socket.SIGNED_OUT, cookie


def test_a_session_that_is_over_or_of_another_password_does_not_open(world, server):
    cookie = cookie_of(world.kari)
    User.objects.filter(pk=world.kari.pk).update(password="!")
    page = Page(server, cookie)
    assert page.next() is None and page.closed == socket.SIGNED_OUT


@pytest.mark.parametrize(
    "origin",
    ["", "null", "http://evil.example", "http://{host}:1", "http://{host}.evil.example", "https://{address}",
     "http://{address}#", "http://user@{address}"],
)  # fmt: skip
def test_only_a_page_of_the_hub_may_open_a_socket(world, server, origin):
    address = server.removeprefix("http://")
    said = origin.format(address=address, host=address.split(":")[0])
    headers = f"Origin: {said}\r\n" if origin else "X-Nothing: 1\r\n"
    assert Page(server, cookie_of(world.kari), headers=headers).status == 403


def test_the_public_address_may_open_one_whatever_the_proxy_calls_us(world, server, settings):
    headers = f"Origin: {settings.SITE_URL}\r\n"
    assert Page(server, cookie_of(world.kari), headers=headers).until_live().status == 101


@pytest.mark.parametrize(
    "said",
    ['{"type":"websocket.disconnect"}', '{"v":"disconnect"}', '{"v":"ack"}', '{"v":"ack","got":"1"}', "[]", "x", "{}",
     '{"v":"ack","got":true}', '{"v":"ack","got":-1}', '{"v":"ack","got":99}', '{"v":"ack","got":0,"x":1}', "[" * 1500],
)  # fmt: skip
def test_a_browser_says_one_of_a_few_verbs_or_is_sent_away(world, server, said):
    page = Page(server, cookie_of(world.kari)).until_live()
    page.send(said)
    assert page.next() is None and page.closed == socket.UNFIT


def test_a_flood_is_cut_off(world, server):
    page = Page(server, cookie_of(world.kari)).until_live()
    for _n in range(socket.MOST_MESSAGES + 1):
        page.send('{"v":"ack","got":0}')
    assert page.next() is None and page.closed == socket.FLOOD


def test_a_sign_in_has_so_many_pages_open_and_no_more(world, server, monkeypatch):
    monkeypatch.setattr("hub.live.sockets.MOST_SOCKETS", 3)
    cookie = cookie_of(world.kari)
    pages = [Page(server, cookie).until_live() for _n in range(3)]
    last = Page(server, cookie)
    assert last.until(lambda frame: False) is None and last.closed == socket.FLOOD
    pages[0].plug.close()
    assert becomes(lambda: Page(server, cookie).until_live().status == 101)


def test_whoever_does_not_read_is_left_alone_and_then_closed(world, server, room, monkeypatch):
    monkeypatch.setattr(socket, "WINDOW", 5)
    monkeypatch.setattr(exchange, "MOST_BEHIND", 0.0)
    stuck = Page(server, cookie_of(world.kari), room).until_live()
    reader = Page(server, cookie_of(world.ola), room).until_live()
    for number in range(1, 13):
        say(world.lokentunet, str(number))
        reader.until_number(number)
        reader.send(json.dumps({"v": "ack", "got": number}))
    assert stuck.until(lambda frame: False) is None
    assert (stuck.closed, stuck.numbers) == (socket.TOO_SLOW, [1, 2, 3, 4, 5])
    again = Page(server, cookie_of(world.kari), room.replace(":0", ":5"))
    again.until_number(10)
    again.send('{"v":"ack","got":5}')
    assert again.until_live().numbers == list(range(6, 13))


def test_far_behind_gets_a_fresh_page(world, server, room, monkeypatch):
    monkeypatch.setattr("hub.live.reading.FAR_BEHIND", 2)
    for text in ("en", "to", "tre"):
        say(world.lokentunet, text)
    page = Page(server, cookie_of(world.kari), room).until_live()
    assert page.told[0] == {"reload": room.split(":")[0]} and not page.numbers


def test_a_page_from_before_a_restored_backup_and_one_of_forgotten_events_get_a_fresh_page(world, server, room):
    for text in ("en", "to", "tre"):
        say(world.lokentunet, text)
    Event.objects.filter(number=2).delete()
    for after in (1, 7):
        page = Page(server, cookie_of(world.kari), room.replace(":0", f":{after}")).until_live()
        assert page.told[0] == {"reload": room.split(":")[0]}


# Losing what one had


LOST = {
    "signed out": lambda world, client: client.post("/sign-out/"),
    "session ended": lambda world, client: Session.objects.filter(user=world.kari).end(),
    "password": lambda world, client: world.kari.change_password("noe helt annet å huske"),
    "seat": lambda world, client: unseat(world.lokentunet, world.kari),
}
CODES = {"seat": socket.NO_ACCESS}


@pytest.mark.parametrize("how", LOST)
def test_what_is_taken_by_a_verb_closes_at_once(world, server, client, room, how):
    client.force_login(world.kari)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    page = Page(server, cookie, room).until_live()
    began = time.monotonic()
    LOST[how](world, client)
    assert page.next() is None
    assert page.closed == CODES.get(how, socket.SIGNED_OUT)
    assert time.monotonic() - began < 1


BEHIND_OUR_BACK = {
    "session": lambda world: Session.objects.filter(user=world.kari).delete(),
    "session over": lambda world: Session.objects.filter(user=world.kari).update(expire_date="2020-01-01T00:00Z"),
    "account": lambda world: User.objects.filter(pk=world.kari.pk).update(is_enabled=False),
    "last day": lambda world: User.objects.filter(pk=world.kari.pk).update(active_to="2020-01-01"),
    "password": lambda world: User.objects.filter(pk=world.kari.pk).update(password="!"),
    "seat": lambda world: world.kari.memberships.all().delete(),
}


@pytest.mark.parametrize("how", BEHIND_OUR_BACK)
def test_what_is_taken_in_any_other_way_is_found_out_in_five_seconds(world, server, room, how):
    page = Page(server, cookie_of(world.kari), room).until_live()
    began = time.monotonic()
    BEHIND_OUR_BACK[how](world)
    assert page.next() is None
    assert page.closed == CODES.get(how, socket.SIGNED_OUT)
    assert time.monotonic() - began < 5.5


def test_nothing_written_after_a_seat_was_taken_reaches_its_holder(world, server, room):
    """While words are said all the time, people lose their seats one by one; none hears a word said afterwards."""
    people = [world.kari, world.dag, world.ola, world.eva]
    pages = {person.pk: Page(server, cookie_of(person), room).until_live() for person in people}
    stop, numbers, taken = threading.Event(), [0], {}

    def talk() -> None:
        from django.db import connection

        while not stop.wait(0.01):
            numbers[0] = say(world.lokentunet, f"{numbers[0]}").number
        connection.close()

    talking = threading.Thread(target=talk)
    talking.start()
    for person in people:
        seen = numbers[0]
        assert becomes(lambda seen=seen: numbers[0] > seen + 5)
        unseat(world.lokentunet, person)
        # The number that the stream had when the seat was gone: what is said from then on has a higher one.
        taken[person.pk] = Stream.numbers([room.split(":")[0]])[room.split(":")[0]]
        page = pages[person.pk]
        assert page.until(lambda frame: False) is None and page.closed == socket.NO_ACCESS
        assert max(page.numbers) <= taken[person.pk]
        assert page.numbers == list(range(1, max(page.numbers) + 1))
    stop.set()
    talking.join()


# What happens elsewhere


def test_a_change_by_another_process_is_heard_within_five_seconds(world, server, monkeypatch):
    """A worker's ring does not reach the memory layer; the look does."""
    page = Page(server, cookie_of(world.kari), "municipality/1:0").until_live()
    monkeypatch.setattr("hub.live.models.ring", lambda what: None)
    began = time.monotonic()
    Stream.record("municipality", 1, "notice")
    page.until_number(1)
    assert time.monotonic() - began < 4.5


def test_the_same_is_had_over_plain_http(world, client, room):
    client.force_login(world.kari)
    say(world.lokentunet, "en")
    Stream.record("municipality", 1, "notice")
    told = client.get("/live/", {"follow": f"municipality/1:0,{room}"}).json()["frames"]
    name = room.split(":")[0]
    assert told[0] == {"s": "municipality/1", "n": 1, "k": "notice"}
    assert told[1] == {"at": {"municipality/1": 1}}
    assert (told[2]["s"], told[2]["n"], told[3]) == (name, 1, {"at": {name: 1}})
    assert client.get("/live/", {"follow": f"{name}:1"}).json()["frames"] == [{"at": {name: 1}}]
    assert client.get("/live/", {"follow": f"person/{world.ola.pk}:0"}).status_code == 404
    for nonsense in ("x", "room/1:x", ",".join(["municipality/1"] * 9), "a/1," * 9, "\x00"):
        assert client.get("/live/", {"follow": nonsense}).status_code in (200, 400, 404)


def test_every_kind_of_stream_asks_as_pages_do(world):
    """A person's own stream is that person's; the municipality's is everybody's who is signed in."""
    from hub.listening import KINDS
    from hub.live.kinds import Visitor

    people = [Visitor(str(person.pk), person.pk) for person in cast.everyone(world)]
    for visitor in people:
        assert KINDS["person"].allowed(visitor.person, people) == {visitor}
    assert KINDS["municipality"].allowed(1, people) == set(people)
    assert {v.person for v in seated(world.lokentunet.pk, people)} == {
        world.kari.pk, world.dag.pk, world.ola.pk, world.eva.pk,
    }  # fmt: skip
