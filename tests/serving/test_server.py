"""The server: what it refuses, how much memory it takes, how it begins and ends."""

import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.serving.clients import ROOT, SITE, Site, WebSocket, becomes, frame, rest_of, running

MEGABYTE = 1_000_000


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(site: Site) -> None:
    plug = site.connect(b"POST /length/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000000\r\n\r\n")
    assert rest_of(plug).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_asks_first_is_told_no(site: Site) -> None:
    asked = b"POST /length/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000000\r\nExpect: 100-continue\r\n\r\n"
    answer = rest_of(site.connect(asked))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in answer


def send_until_refused(site: Site, head: bytes, piece: bytes, times: int) -> bytes:
    plug = site.connect(head)
    with contextlib.suppress(ConnectionError):
        for _ in range(times):
            plug.sendall(piece)
    return rest_of(plug)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        pytest.param(b"Content-Length: 400000000\r\n\r\n", b"x" * MEGABYTE, id="said"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n", b"f4240\r\n" + b"x" * MEGABYTE + b"\r\n", id="chunked"),
    ],
)
def test_400_megabytes_are_refused_and_take_no_memory(site: Site, head: bytes, piece: bytes) -> None:
    site.get("/")
    before = site.memory()
    answer = send_until_refused(site, b"POST /length/ HTTP/1.1\r\nHost: localhost\r\n" + head, piece, 400)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert site.memory() - before < 32
    assert site.get("/")[0] == 200


def test_a_false_length_gives_no_more_than_it_says(site: Site) -> None:
    before = site.memory()
    head = b"POST /length/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"
    answer = send_until_refused(site, head, b"x" * MEGABYTE, 400)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"\r\n\r\n10" in answer
    assert site.memory() - before < 32


def test_two_lengths_are_refused(site: Site) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert rest_of(site.connect(head)).startswith(b"HTTP/1.1 400 ")


def test_a_client_cannot_set_the_root_path(site: Site) -> None:
    told = site.json("/about/", headers={"Daphne-Root-Path": "/about"})
    assert (told["path"], told["script"]) == ("/about/", "")
    assert site.get("/x/about/", headers={"Daphne-Root-Path": "/x"})[0] == 404


@pytest.mark.parametrize("address", ["/%00", "/?q=%00", "/?q=%ed%a0%80", "/a%00b/?x=1", "/?%ED%BF%BF=1"])
def test_text_that_no_database_takes_is_refused(site: Site, address: str) -> None:
    assert site.get(address)[0] == 400


def test_norwegian_letters_pass(site: Site) -> None:
    assert site.get("/?q=%C3%A6%C3%B8%C3%A5")[0] == 200


def test_answers_do_not_say_which_server_this_is(site: Site) -> None:
    assert b"aphne" not in rest_of(site.connect(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))


def test_a_socket_speaks_and_a_long_message_closes_it(site: Site) -> None:
    socket = WebSocket(site)
    socket.send("hei")
    assert (socket.status, socket.receive()) == (101, (1, b"hei"))
    socket.send("x" * 5_000)
    assert socket.close_code() in (0, 1009)


def test_a_socket_with_unfit_text_in_its_address_is_refused(site: Site) -> None:
    assert WebSocket(site, "/?q=%00").status == 403


def test_a_socket_that_floods_is_closed_and_takes_no_memory(site: Site) -> None:
    before = site.memory()
    socket = WebSocket(site)
    socket.send("sleep")
    with contextlib.suppress(ConnectionError):
        for _ in range(3_000):
            socket.plug.sendall(frame("x" * 4_000) * 25)
    assert socket.close_code() in (0, 1008)
    assert site.memory() - before < 32


def test_a_socket_that_does_not_read_is_cut_off_and_takes_no_memory(site: Site) -> None:
    before = site.memory()
    socket = WebSocket(site)
    socket.send("flood")
    assert becomes(lambda: hung_up(socket), 20)
    assert site.memory() - before < 32


def hung_up(socket: WebSocket) -> bool:
    """Sending to somebody who has cut us off fails, without reading what is still on its way."""
    try:
        socket.send("x")
    except ConnectionError:
        return True
    return False


def test_a_taken_port_is_a_sentence(site: Site) -> None:
    command = [sys.executable, str(SITE), str(site.port)]
    ended = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=30)
    assert ended.returncode != 0
    assert f"Port {site.port} is taken by another program. Choose another with --port." in ended.stderr


@pytest.fixture
def short_lived() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_running_requests_finish_and_sends_sockets_away(short_lived: Site, number: int) -> None:
    socket = WebSocket(short_lived)
    plug = short_lived.connect(b"GET /wait/?seconds=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert becomes(lambda: len(short_lived.json("/log/")["started"]) >= 2)
    ending = threading.Thread(target=short_lived.stop, args=(number,))
    ending.start()
    assert b"waited" in plug.recv(65_536)
    assert socket.close_code() == 1012
    ending.join()
    assert short_lived.process.returncode == 0


def test_a_half_sent_request_does_not_stop_the_end(short_lived: Site) -> None:
    idle = short_lived.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert idle.recv(1000)
    assert short_lived.stop() == 0


def test_readiness_says_no_while_the_server_is_leaving(site: Site) -> None:
    assert site.json("/readyz") == {"ready": True, "leaving": False, "database": "ok"}
    assert site.get("/healthz") == (200, b"ok")


def test_a_socket_that_nobody_answers_is_refused_and_is_no_fault_of_ours(server_address: str) -> None:
    asked = HTTPConnection(server_address.removeprefix("http://"), timeout=20)
    key = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    asked.request("GET", "/", headers=key | {"Sec-WebSocket-Version": "13"})
    assert asked.getresponse().status == 403
    asked.close()
