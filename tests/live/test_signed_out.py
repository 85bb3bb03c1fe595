"""Pages that nobody is signed in on follow what is open to them, and nothing else."""

import pytest
from django.test import Client

from hub.live import socket
from hub.live.models import Stream
from tests import world as cast
from tests.alerts.conftest import TITLE, prepare, sent
from tests.live.clients import Page, cookie_of


@pytest.fixture
def world(server):
    return prepare(cast.build())


def test_nobody_in_particular_hears_what_is_open(world, server):
    page = Page(server, "", "screens/1:0").until_live()
    sent(world)
    assert TITLE in page.until_number(1)["h"]


@pytest.mark.parametrize(
    "follow", ["municipality/1", "screens/1,municipality/1", "person/1", "area/1", "rollcall/1", ""]
)
def test_and_is_sent_to_sign_in_for_all_else(world, server, follow):
    page = Page(server, "", follow)
    assert page.next() is None and page.closed in (socket.SIGNED_OUT, socket.NO_ACCESS)
    answer = Client().get("/live/", {"follow": follow})
    assert answer.status_code == 302 and "/sign-in/" in answer["Location"]


def test_an_alert_for_some_goes_to_signed_out_screens_only_when_it_is_marked(world, server):
    page = Page(server, "", "screens/1:0").until_live()
    sent(world, [world.lokentunet], on_screens=False)
    sent(world, [world.lokentunet], on_screens=True, title="Vannlekkasje")
    assert "Vannlekkasje" in page.until(lambda frame: "n" in frame)["h"]


def test_only_who_works_in_the_area_hears_it(world, server):
    amina = Page(server, cookie_of(world.amina), f"municipality/1:0,area/{world.kjokken.pk}:0").until_live(2)
    siri = Page(server, cookie_of(world.siri), f"municipality/1:0,area/{world.top.pk}:0").until_live(2)
    stranger = Page(server, cookie_of(world.siri), f"area/{world.kjokken.pk}:0")
    assert stranger.next() is None and stranger.closed == socket.NO_ACCESS
    sent(world, [world.lokentunet], on_screens=False)
    Stream.record("municipality", 1, "notice")
    assert TITLE in amina.until(lambda frame: frame.get("s", "").startswith("area/"))["h"]
    siri.until_number(2)
    assert not any("h" in frame for frame in siri.told)


def test_an_address_has_so_many_screens_open_and_no_more(world, server, monkeypatch):
    monkeypatch.setattr("hub.live.sockets.MOST_STRANGERS", 3)
    pages = [Page(server, "", "screens/1").until_live() for _n in range(3)]
    more = Page(server, "", "screens/1")
    assert more.until(lambda frame: False) is None and more.closed == socket.FLOOD
    assert Page(server, cookie_of(world.kari)).until_live().status == 101, "who is signed in is not counted there"
    assert all(page.status == 101 for page in pages)


def test_without_sockets_a_signed_out_page_asks(world):
    sent(world)
    frames = Client().get("/live/", {"follow": "screens/1:0"}).json()["frames"]
    assert TITLE in frames[0]["h"]


def test_a_page_names_the_numbers_it_was_made_at(world, client_of):
    """Else what happens between the page and its socket would be missed."""
    Stream.record("municipality", 1, "notice")
    Stream.record("person", world.kari.pk, "notice")
    page = client_of(world.kari).get("/").content.decode()
    assert f'data-streams="municipality/1:1,person/{world.kari.pk}:1,area/{world.lokentunet.pk}"' in page
    sent(world)
    assert 'data-streams="screens/1:1"' in Client().get("/sign-in/").content.decode()
