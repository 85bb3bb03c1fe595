"""Links to other web sites: looked at gently, never inside, and not at all when that is switched off."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone

from hub.desk import checking, fetching
from hub.units.models import OutsideAddress, PageLink
from tests import world as cast

pytestmark = pytest.mark.django_db
State = OutsideAddress.State


class Site(BaseHTTPRequestHandler):
    """/404 answers 404, /302?/there leads on, /head-refused answers only GET, and so on."""

    def do_HEAD(self) -> None:
        self.answer("HEAD")

    def do_GET(self) -> None:
        self.answer("GET")

    def answer(self, method: str) -> None:
        site: Any = self.server
        site.asked.append((method, self.path, self.headers.get("User-Agent"), self.headers.get("Host")))
        path, _, where = self.path.partition("?")
        status = int(path[1:4]) if path[1:4].isdigit() else 200
        if path == "/head-refused" and method == "HEAD":
            status = 405
        if path == "/circle":
            status, where = 302, "/circle"
        if path == "/silent":
            self.connection.close()
            return
        self.send_response(status)
        if where:
            self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_house(monkeypatch, site):
    """Here, and only here, the loopback counts as the public internet, and the port of the test as a usual one."""
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(fetching, "is_usual", lambda port: port == site.server_port)
    return f"http://127.0.0.1:{site.server_port}"


@pytest.mark.parametrize("path, state, asked", [
    ("/", State.FINE, ["HEAD"]),
    ("/404", State.GONE, ["HEAD", "GET"]),
    ("/410", State.GONE, ["HEAD", "GET"]),
    ("/403", State.SHUT, ["HEAD", "GET"]),
    ("/429", State.SHUT, ["HEAD"]),
    ("/500", State.SILENT, ["HEAD", "GET"]),
    ("/head-refused", State.FINE, ["HEAD", "GET"]),
    ("/302?/200", State.FINE, ["HEAD", "HEAD"]),
    ("/302?/404", State.GONE, ["HEAD", "HEAD", "GET"]),
    ("/circle", State.SILENT, None),
])  # fmt: skip
def test_what_an_address_answers(site, open_house, path, state, asked):
    found, _status = fetching.look(open_house + path)
    assert found == state
    assert asked is None or [method for method, *_rest in site.asked] == asked
    assert len(site.asked) <= 12
    assert all("hub-link-check" in agent for _method, _path, agent, _host in site.asked)
    assert all(host == open_house.removeprefix("http://") for *_rest, host in site.asked)


def test_a_site_that_hangs_up_is_silent(site, open_house):
    assert fetching.look(open_house + "/silent") == (State.SILENT, None)


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1",
])  # fmt: skip
def test_what_lies_inside_is_not_public(address):
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["193.156.0.1", "8.8.8.8", "2a02:fe0::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_internet_is_public(address):
    assert fetching.is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_nothing_inside_is_asked_however_it_is_written(site, monkeypatch, host):
    monkeypatch.setattr(fetching, "is_usual", lambda port: True)
    state, _status = fetching.look(f"http://{host}:{site.server_port}/")
    assert state in (State.OFF_LIMITS, State.SILENT) and site.asked == []


@pytest.mark.parametrize("address", [
    "ftp://193.156.0.1/", "http://193.156.0.1:22/", "http://me:secret@193.156.0.1/", "http:///", "http://[", "http://\n/",
])  # fmt: skip
def test_other_ports_and_ways_are_off_limits(address):
    assert fetching.look(address)[0] in (State.OFF_LIMITS, State.SILENT)


def test_a_redirect_inwards_is_not_followed(site, open_house):
    assert fetching.look(f"{open_house}/302?http://127.0.0.2:{site.server_port}/")[0] == State.OFF_LIMITS
    assert len(site.asked) == 1


def test_a_name_is_asked_where_it_was_looked_up_and_not_where_it_leads_a_moment_later(site, open_house, monkeypatch):
    answers = [[(2, 1, 6, "", ("127.0.0.1", site.server_port))], [(2, 1, 6, "", ("127.0.0.2", site.server_port))]]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_a, **_k: answers[0])
    connected = []
    real = fetching._connected
    monkeypatch.setattr(fetching, "_connected", lambda found: connected.extend(found) or real(found))
    assert fetching.look(f"http://web.example:{site.server_port}/")[0] == State.FINE
    assert [entry[4][0] for entry in connected] == ["127.0.0.1"]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_a, **_k: answers[0] + answers[1])
    assert fetching.look(f"http://web.example:{site.server_port}/")[0] == State.OFF_LIMITS


# What becomes of it


@pytest.fixture
def world(monkeypatch):
    made = cast.build()
    made.said = {}
    made.looked = []
    monkeypatch.setattr(checking, "look", lambda address: made.looked.append(address) or made.said[address])
    return made


def link(world, *addresses):
    body = "".join(f'<p><a href="{address}">x</a></p>' for address in addresses)
    world.open_page.save_draft("Lenker", body, world.eva, world.open_page.draft.number)
    world.open_page.publish(world.eva)


def broken():
    return list(PageLink.objects.broken().values_list("address", flat=True))


def test_what_is_gone_is_broken_at_once_and_whole_when_it_is_back(world, client_of):
    link(world, "https://a.example/x")
    now, world.said["https://a.example/x"] = timezone.now(), (State.GONE, 404)
    assert checking.check(now) == 1 and broken() == ["https://a.example/x"]
    assert "https://a.example/x" in client_of(world.ola).get("/desk/list/links/").content.decode()
    assert checking.check(now) == 0  # not again the same day
    world.said["https://a.example/x"] = (State.FINE, 200)
    assert checking.check(now + timedelta(days=2)) == 1 and broken() == []


def test_what_is_silent_is_broken_the_third_time_and_asked_ever_less_often(world):
    link(world, "https://a.example/x")
    world.said["https://a.example/x"] = (State.SILENT, 503)
    now, waits = timezone.now(), []
    for failures in (1, 2, 3, 4):
        assert checking.check(now) == 1
        row = OutsideAddress.objects.get()
        assert row.failures == failures and (broken() != []) == (failures >= 3)
        waits.append((row.next_at - now).days)
        now = row.next_at
    assert waits == [1, 2, 4, 8]


def test_each_web_site_is_asked_once_in_a_round(world):
    addresses = [f"https://{host}.example/{number}" for host in "ab" for number in range(3)]
    world.said = dict.fromkeys(addresses, (State.FINE, 200))
    link(world, *addresses)
    now = timezone.now()
    assert [checking.check(now) for _round in range(4)] == [2, 2, 2, 0]
    assert len(set(world.looked)) == 6


def test_when_nobody_answers_it_is_we_who_have_no_network(world):
    addresses = [f"https://{host}.example/" for host in "abc"]
    world.said = dict.fromkeys(addresses, (State.SILENT, None))
    link(world, *addresses)
    assert checking.check(timezone.now()) == 0
    assert not OutsideAddress.objects.exclude(state=State.WAITING).exists()


def test_it_can_be_switched_off(world, settings):
    settings.CHECK_LINKS = False
    link(world, "https://a.example/x")
    assert checking.check(timezone.now()) == 0 and world.looked == []


def test_what_nobody_links_to_any_more_is_not_asked(world):
    link(world, "https://a.example/x")
    link(world, "https://b.example/y")
    world.said["https://b.example/y"] = (State.SHUT, 403)
    assert checking.check(timezone.now()) == 1 and world.looked == ["https://b.example/y"]
    assert broken() == []
