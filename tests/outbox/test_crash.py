"""A worker that is killed in the middle of its letters: the next one sends the rest, and none twice unseen."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

import hub_setup
from hub.outbox.models import Letter
from hub.outbox.tasks import deliver
from hub.people.models import User
from tests.outbox.smtp import MailServer

PATIENCE = 60  # seconds
PEOPLE = 12


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def worker(transactional_db, process_environment, server):
    """Starts a real worker that sends to the server."""
    started = []

    def start():
        command = [sys.executable, str(hub_setup.ROOT / "manage.py"), "worker", "--once"]
        environment = {**process_environment, "MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(server.port)}
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def letters_to_everybody():
    people = [User(number=f"88{n}", given_name=f"P{n}", email=f"p{n}@dal.example") for n in range(PEOPLE)]
    for person in people:
        person.tidy()
    User.objects.bulk_create(people)
    Letter.put(Letter.to_be_sent("reset", person.pk) for person in User.objects.filter(number__startswith="88"))


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)


def let_the_lease_run_out():
    Letter.objects.filter(state="taken").update(taken_at=timezone.now() - timedelta(hours=1))
    deliver.enqueue()  # as the job of the next minute does


@pytest.mark.parametrize("taken_by_server", [False, True], ids=["before the answer", "after the answer"])
def test_killed_in_the_middle_every_letter_comes_and_a_repeat_is_recognised(worker, server, taken_by_server):
    letters_to_everybody()
    server.hold_after = 5
    process = worker()
    server.wait_for(5)
    kill(process)
    assert sorted(set(Letter.objects.values_list("state", flat=True))) == ["sent", "taken", "waiting"]
    assert Letter.objects.filter(state="sent").count() == 4 and Letter.objects.filter(state="taken").count() == 1
    if not taken_by_server:
        server.letters.pop()  # it had not come through whole
    server.hold_after = None
    server.answers.set()
    assert worker().wait(PATIENCE) == 0
    assert Letter.objects.filter(state="sent").count() == PEOPLE - 1  # the lost one waits for the lease
    let_the_lease_run_out()
    assert worker().wait(PATIENCE) == 0
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    assert len(set(server.ids)) == PEOPLE and len(server.ids) == PEOPLE + taken_by_server
    assert {letter["To"] for letter in server.letters} == {f"p{n}@dal.example" for n in range(PEOPLE)}
