"""The handler that crosses to a thread once: every kind of answer, through a real server."""

import hashlib
import json
import os
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from hub.serving.lanes import PAGE, SLOW, lane_of
from tests.serving.clients import Site, becomes, rest_of, running


def test_a_page_starts_and_finishes_on_the_same_lasting_thread(site: Site) -> None:
    site.get("/")
    log = site.json("/log/")
    assert log["started"][-2] == log["finished"][-1]
    assert log["started"][-2].startswith("page-")


def test_a_database_connection_lasts_from_request_to_request(site: Site) -> None:
    seen = {(told["thread"], told["connection"]) for told in (site.json("/about/") for _ in range(20))}
    assert len(seen) == len({thread for thread, _ in seen}) <= 2


@pytest.mark.django_db
def test_a_connection_that_the_database_closed_is_replaced() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only a database server can close connections")
    kept = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    settings = {key: connection.settings_dict[key] for key in kept}
    with running(SMALL_SITE_DATABASE=json.dumps(settings)) as site:
        for path in ("/about/", "/about/", "/healthz"):
            assert site.get(path)[0] == 200
        with connection.cursor() as cursor:
            others = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
            )
            cursor.execute(others, [settings["NAME"]])
            assert cursor.fetchall()
        assert [site.get("/about/")[0] for _ in range(4)] == [200] * 4


def test_an_exception_is_an_error_page_and_the_thread_goes_on(site: Site) -> None:
    assert [site.get("/fail/")[0] for _ in range(6)] == [500] * 6
    assert site.get("/")[0] == 200


def test_an_async_view_runs_on_the_loop(site: Site) -> None:
    assert site.get("/async/") == (200, b"async True True")


def test_an_unknown_address_is_not_found(site: Site) -> None:
    assert site.get("/nowhere/")[0] == 404


def test_head_has_the_length_and_no_body(site: Site) -> None:
    assert site.get("/", "HEAD") == (200, b"")


def test_an_upload_arrives_whole(site: Site) -> None:
    content = os.urandom(700_000)
    head = b'--cut\r\nContent-Disposition: form-data; name="words"\r\n\r\nbl\xc3\xa5\r\n'
    head += b'--cut\r\nContent-Disposition: form-data; name="file"; filename="picture.bin"\r\n\r\n'
    body = head + content + b"\r\n--cut--\r\n"
    told = site.json(
        "/upload/", method="POST", body=body, headers={"Content-Type": "multipart/form-data; boundary=cut"}
    )
    assert told == {
        "name": "picture.bin",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "words": "blå",
    }


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000])
def test_a_body_of_any_size_arrives_whole(site: Site, size: int) -> None:
    assert site.get("/length/", "POST", body=b"x" * size) == (200, str(size).encode())


def test_a_chunked_body_arrives_whole(site: Site) -> None:
    pieces = iter([b"x" * 1000] * 200)
    chunked = {"Transfer-Encoding": "chunked", "Content-Type": "application/octet-stream"}
    assert site.get("/length/", "POST", body=pieces, encode_chunked=True, headers=chunked) == (200, b"200000")


def test_a_stream_reads_the_database_in_one_thread_that_is_no_page_thread(site: Site) -> None:
    status, body = site.get("/numbers/")
    lines = body.decode().split()
    assert status == 200
    assert lines == ["stream", *map(str, range(1, 1001))]


def test_a_file_is_sent_whole(site: Site) -> None:
    assert site.get("/file/") == (200, Path(__file__).with_name("small_site.py").read_bytes())


def test_a_stream_waits_for_its_reader_and_ends_when_the_reader_leaves(site: Site) -> None:
    before = site.json("/log/")
    plug = site.connect(b"GET /endless/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert becomes(lambda: site.json("/log/")["sent"] > before["sent"])
    assert becomes(lambda: site.json("/log/")["sent"] == site.json("/log/")["sent"])
    assert site.json("/log/")["sent"] - before["sent"] < 200  # of 64 kB: what the machine's own buffers hold
    plug.close()
    assert becomes(lambda: site.json("/log/")["closed"] > before["closed"])


def test_an_async_stream_ends_when_its_reader_leaves(site: Site) -> None:
    closed = site.json("/log/")["closed"]
    plug = site.connect(b"GET /ticking/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert plug.recv(1000)
    plug.close()
    assert becomes(lambda: site.json("/log/")["closed"] > closed)


def test_slow_readers_do_not_hold_up_pages(site: Site) -> None:
    plugs = [site.connect(b"GET /endless/ HTTP/1.1\r\nHost: localhost\r\n\r\n") for _ in range(10)]
    assert all(plug.recv(10) for plug in plugs)
    assert site.get("/")[0] == 200
    for plug in plugs:
        plug.close()


def test_slow_work_has_its_own_lane(site: Site) -> None:
    slow = [threading.Thread(target=site.get, args=("/slow/?seconds=0.5",)) for _ in range(4)]
    for one in slow:
        one.start()
    began = time.monotonic()
    assert site.get("/")[0] == 200
    assert time.monotonic() - began < 0.4
    for one in slow:
        one.join()


def test_a_reader_who_leaves_while_waiting_costs_no_work(site: Site) -> None:
    begun = pages_begun(site)
    busy = [site.connect(b"GET /wait/?seconds=0.5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") for _ in range(2)]
    assert becomes(lambda: pages_begun(site) == begun + 2)
    for _ in range(20):
        site.connect(b"GET /wait/?seconds=5 HTTP/1.1\r\nHost: a\r\n\r\n").close()
    assert all(b"waited" in rest_of(plug) for plug in busy)
    assert site.get("/")[0] == 200
    assert pages_begun(site) == begun + 3


def pages_begun(site: Site) -> int:
    return sum(thread.startswith("page-") for thread in site.json("/log/")["started"])


def test_a_page_goes_on_to_its_end_when_its_reader_leaves(site: Site) -> None:
    begun, ended = pages_begun(site), finished(site)
    plug = site.connect(b"GET /wait/?seconds=0.2 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert becomes(lambda: pages_begun(site) == begun + 1)
    plug.close()
    assert becomes(lambda: finished(site) == ended + 1)
    assert site.get("/")[0] == 200


def finished(site: Site) -> int:
    return sum(thread.startswith("page-") for thread in site.json("/log/")["finished"])


SLOW_WORK = ["/me/photo/", "/pages/7/files/", "/notices/7/files/", "/register/", "/register/7/apply/", "/profile/"]


@pytest.mark.parametrize("path", SLOW_WORK)
def test_what_takes_seconds_takes_no_thread_from_the_pages(path: str) -> None:
    """Drawing a picture anew or reading a register: one at a time, in the lane for that."""
    assert lane_of(path, "POST") == SLOW and lane_of(path, "GET") == PAGE
