"""The measuring itself: what is counted is there, only this machine is loaded, and the floor stands."""

import asyncio
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import load, sites
from bench.load import Target
from bench.processes import Server, free_port
from hub.management.commands.bench import benchmarks


@pytest.fixture(autouse=True)
def no_other_loop() -> Iterator[None]:
    """Playwright's loop turns in the tests' thread once a browser test has run there, and the bench starts its own.

    Not for tests with a database: Django keeps a connection for each side of a loop.
    """
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Server]:
    """A server that is not ours, with one short page."""
    (tmp_path / "index.html").write_text("short")
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(tmp_path)]
    with Server(command, port, {}) as server:
        yield server


def test_every_benchmark_of_the_first_issue_is_there() -> None:
    assert {"pages", "weight", "register", "writes", "fuzz"} <= benchmarks()


def test_what_a_server_uses_is_read_from_its_processes(files: Server) -> None:
    before = files.cpu()
    load.ask(Target("files", files, "/"), visitors=2, seconds=1)
    assert files.cpu() > before
    assert 1 < files.memory() < 200
    assert files.process.pid in files.pids()


def test_without_wrk_our_own_client_counts_answers_and_those_that_were_not_pages() -> None:
    """Against a server that keeps connections open, as ours does, and answers every other request with 404."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        statuses = itertools.cycle([b"200 OK", b"404 Not Found"])
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 %s\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" % next(statuses))

    async def load_it() -> load.Outcome:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        return await load.with_visitors(f"http://127.0.0.1:{port}/", "", visitors=2, seconds=1)

    outcome = asyncio.run(load_it())
    assert outcome.requests > 10
    assert abs(outcome.bad - outcome.requests / 2) <= 2


def test_a_redirect_does_not_pass_for_a_page(tmp_path: Path) -> None:
    with sites.Floor(tmp_path).daphne() as server, pytest.raises(RuntimeError, match="302"):
        load.measure([(Target("floor", server, "/", "sessionid=nobody"), 1)], rounds=1, seconds=1)


def test_only_this_machine_is_loaded_and_not_for_long(files: Server) -> None:
    target = Target("files", files, "/")
    for visitors, seconds in ((1000, 1), (1, 3600)):
        with pytest.raises(ValueError):
            load.ask(target, visitors, seconds)
    files.url = "http://192.0.2.1"
    with pytest.raises(ValueError):
        load.ask(target, 1, 1)


def test_the_floor_shows_its_reader_a_page(tmp_path: Path) -> None:
    floor = sites.Floor(tmp_path)
    with floor.daphne() as server:
        outcome = load.ask(Target("floor", server, "/", floor.cookie), visitors=1, seconds=1)
        assert outcome.requests > 0
        assert outcome.bad == 0
