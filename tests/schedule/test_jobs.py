"""Jobs by the clock: once per slot, whoever comes first, on both databases."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connections
from django_tasks_db.models import DBTaskResult

from hub.schedule import clock, jobs
from hub.schedule.clock import Clock, until_next
from hub.schedule.jobs import Job
from hub.schedule.models import Slot

NINE = datetime(2026, 11, 23, 9, 0, 12, tzinfo=UTC)


@pytest.fixture
def ran():
    return []


@pytest.fixture
def job(ran):
    return Job("tests.note", 1, ran.append)


@pytest.fixture
def empty_register(monkeypatch):
    register: dict[str, Job] = {}
    monkeypatch.setattr(jobs, "registered", register)
    return register


def test_a_job_runs_once_in_its_slot(db, job, ran):
    assert job.run(NINE)
    assert not job.run(NINE + timedelta(seconds=40))
    assert ran == [NINE]


def test_the_next_slot_runs_again(db, job, ran):
    job.run(NINE)
    job.run(NINE + timedelta(minutes=1))
    assert len(ran) == 2


def test_slots_of_an_hour_begin_at_the_full_hour():
    assert Job("tests.hourly", 60, print).slot_at(NINE) == datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_run_a_slot_once():
    """Eight at once want the same 20 slots; each slot has one winner."""
    runs: list[datetime] = []
    job = Job("tests.raced", 1, runs.append)
    moments = [NINE + timedelta(minutes=minute) for minute in range(20)]
    at_once = threading.Barrier(8)

    def work() -> None:
        try:
            for moment in moments:
                at_once.wait(20)
                job.run(moment)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(runs) == moments
    assert Slot.objects.filter(job="tests.raced").count() == 20


def test_a_job_that_fails_is_logged_and_stops_no_other(db, job, ran, caplog):
    def fail(now: datetime) -> None:
        raise ValueError("spilt")

    with caplog.at_level(logging.ERROR):
        Clock([Job("tests.fails", 1, fail), job]).look()
    assert "tests.fails" in caplog.text and "spilt" in caplog.text
    assert len(ran) == 1
    assert Slot.objects.get(job="tests.fails").ran_at is None
    assert Slot.objects.get(job="tests.note").ran_at is not None


def test_a_slot_that_the_database_did_not_give_is_tried_again(db, job, ran, monkeypatch):
    asked = []

    def claim(name: str, starts_at: datetime) -> Slot:
        asked.append(name)
        if len(asked) == 1:
            raise OperationalError("gone for a moment")
        return Slot.objects.create(job=name, starts_at=starts_at)

    monkeypatch.setattr(Slot.objects, "claim", claim)
    ticking = Clock([job])
    ticking.look()
    assert not ran
    ticking.look()
    assert len(ran) == 1


def test_a_look_in_the_same_slot_asks_the_database_nothing(db, job, django_assert_num_queries, time_machine):
    time_machine.move_to(NINE, tick=False)
    ticking = Clock([job])
    ticking.look()
    with django_assert_num_queries(0):
        ticking.look()


def test_the_clock_looks_right_after_the_minute_and_never_sleeps_long():
    assert until_next(NINE) == clock.LOOK_EVERY
    assert 2 < until_next(NINE.replace(second=57, microsecond=900_000)) < 2.2


@pytest.mark.django_db(transaction=True)
def test_a_stopped_clock_lets_the_job_under_way_end():
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(now: datetime) -> None:
        begun.set()
        may_end.wait(20)
        ended.set()

    ticking = Clock([Job("tests.slow", 1, slow)])
    ticking.start()
    assert begun.wait(20)
    ticking.stopping.set()
    may_end.set()
    ticking.stop()
    assert ended.is_set() and not ticking.thread.is_alive()


def test_the_decorator_registers_under_a_readable_name(empty_register):
    @jobs.every(minutes=5)
    def water_plants(now: datetime) -> None: ...

    (job,) = empty_register.values()
    assert job.name.endswith("water_plants") and job.minutes == 5


def test_old_slots_are_forgotten_and_new_ones_kept(db):
    for age in (timedelta(days=3), timedelta(hours=1)):
        Slot.objects.create(job="tests.old", starts_at=NINE - age)
    jobs.forget_slots(NINE)
    assert [slot.starts_at for slot in Slot.objects.all()] == [NINE - timedelta(hours=1)]


def test_a_worker_shows_that_it_is_alive(db):
    assert jobs.last_tick() is None
    Clock(jobs.registered.values()).look()
    assert datetime.now(UTC) - jobs.last_tick() < timedelta(minutes=1)


def test_tasks_that_are_done_are_forgotten_after_a_week_and_those_that_wait_are_not(db):
    kept = {"args_kwargs": {"args": [], "kwargs": {}}, "task_path": "x", "backend_name": "default", "run_after": NINE}
    for status in ("SUCCESSFUL", "FAILED", "READY"):
        for days in (6, 8):
            ended = None if status == "READY" else NINE - timedelta(days=days)
            DBTaskResult.objects.create(status=status, finished_at=ended, **kept)
    jobs.forget_tasks(NINE)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY", "READY", "SUCCESSFUL"]
