"""The worker as a process: it does what is due, and ends when it is told to or when its parent is gone."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django_tasks import task

import hub_setup
from hub.schedule.models import Slot

Process = subprocess.Popen[str]
PATIENCE = 60  # seconds
noted: list[str] = []


@task()
def note(word: str) -> None:
    noted.append(word)


@pytest.fixture
def worker(
    transactional_db: None, process_environment: dict[str, str]
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a worker on the test database."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(hub_setup.ROOT / "manage.py"), "worker", *arguments]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, env=process_environment, stdout=pipe, stderr=pipe, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_once_does_the_tasks_in_the_queue_and_the_jobs_that_are_due(transactional_db):
    noted.clear()
    note.enqueue("milk")
    call_command("worker", "--once")
    assert noted == ["milk"]
    assert Slot.objects.filter(job="schedule.jobs.show_life").exists()


def test_sigterm_ends_it_in_good_order(worker):
    process = worker("--verbosity", "2")
    assert process.stdout.readline()  # it says so when it is at work
    process.send_signal(signal.SIGTERM)
    said, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in said + complained


def test_it_ends_with_its_parent(worker):
    process = worker("--parent", "1")
    _said, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in complained


def test_two_workers_share_the_work_and_do_not_trip_over_each_other(worker):
    for process in [worker("--once"), worker("--once")]:
        _said, complained = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, complained
        assert "Traceback" not in complained
    assert Slot.objects.filter(job="schedule.jobs.show_life", ran_at=None).count() == 0
