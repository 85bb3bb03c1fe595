"""The demo: from the command to the first page and to Ctrl-C, and what it leaves alone."""

import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command

import hub_setup
from hub.management import demo_data, marks
from hub.management.demo_data import DemoData, NotTheDemo
from hub.people.models import User

PATIENCE = 120  # seconds; the first start fills the database
Process = subprocess.Popen[str]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def demo(process_environment: dict[str, str], port: int) -> Iterator[Callable[[], Process]]:
    started: list[Process] = []

    def start() -> Process:
        command = [sys.executable, str(hub_setup.ROOT / "manage.py"), "demo", "--port", str(port)]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, env=process_environment, stdout=pipe, stderr=pipe, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def lines_until(process: Process, last: str) -> list[str]:
    """What it says up to a line that has `last` in it; less when it ends before."""
    assert process.stdout
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if last in line:
            break
    return said


def test_it_fills_itself_serves_ends_by_ctrl_c_and_keeps_what_it_has(demo, port):
    first = demo()
    said = "".join(lines_until(first, "Ctrl-C"))
    assert "Filling" in said and f"http://localhost:{port}/" in said
    person = User.objects.get(number="10257")
    assert str(person) in said
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
        assert answer.status == 200
    first.send_signal(signal.SIGINT)
    rest, complained = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0
    assert "Traceback" not in rest + complained

    User.objects.filter(pk=person.pk).update(preferred_name="Kari")
    second = demo()
    assert "Filling" not in "".join(lines_until(second, "Ctrl-C"))
    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert User.objects.get(pk=person.pk).preferred_name == "Kari"


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the demo municipality was filled in."""
    times: list[str] = []

    def fill() -> None:
        times.append("filled")
        User.objects.create_user("1")

    monkeypatch.setattr(demo_data, "fill", fill)
    return times


def test_a_database_is_filled_once(db, filled):
    for _ in range(2):
        DemoData(print).fill_if_empty()
    assert filled == ["filled"]


def test_people_whom_the_demo_did_not_put_there_are_left_alone(db, filled):
    User.objects.create_user("4711")
    with pytest.raises(NotTheDemo):
        DemoData(print).fill_if_empty()
    with pytest.raises(NotTheDemo):
        DemoData(print).forget()
    assert User.objects.get().number == "4711" and not filled


def test_one_database_marked_as_the_demo_says_nothing_of_another(db, filled, monkeypatch):
    DemoData(print).fill_if_empty()
    monkeypatch.setattr(demo_data, "database_name", lambda: "the municipality's own")
    with pytest.raises(NotTheDemo):
        DemoData(print).fill_if_empty()


def test_it_does_not_start_outside_demo_mode(db):
    with pytest.raises(CommandError, match=r"manage\.py demo"):
        call_command("demo")


def test_migrations_run_when_there_are_new_ones_or_another_database(db, monkeypatch):
    ran: list[str] = []
    monkeypatch.setattr(marks, "call_command", lambda name, **options: ran.append(name))
    states = iter(["first", "first", "first", "new ones", "new ones", "new ones"])
    monkeypatch.setattr(marks, "migrations_state", lambda: next(states))
    marks.migrate(print)  # "first": not marked yet; marks what is there afterwards
    marks.migrate(print)
    assert ran == ["migrate"]
    marks.migrate(print)
    assert ran == ["migrate", "migrate"]


def test_the_state_of_migrations_tells_a_new_database_from_a_migrated_one(db, monkeypatch):
    before = marks.migrations_state()
    monkeypatch.setattr(marks.MigrationRecorder, "applied_migrations", lambda recorder: {})
    assert marks.migrations_state() != before
