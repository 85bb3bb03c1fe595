"""No canary is left in logs, letters, tracebacks and tasks; and what is left on purpose is found.

That every other test leaves none is seen to by the fixture `leaves_no_trace` itself.
"""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from hub.access import GuardedQuerySet
from hub.outbox.posting import post_one
from hub.schedule.jobs import registered
from hub.units.models import Notice, Page
from hub.units.reminding import remind_people
from hub.waiting.tasks import make_digests, make_urgent
from hub.waiting.telling import tell_of_reply
from tests import addresses
from tests import world as cast
from tests.canaries import bytes_in_place, world  # noqa: F401

pytestmark = pytest.mark.django_db
logger = logging.getLogger("hub.units.models.pages")


@task()
def say(text):
    pass


def broken(*given, **more):
    raise RuntimeError("Something is broken.")


def work():
    """Everything that waits for the worker; how much that was."""
    waiting = list(DBTaskResult.objects.ready())
    for each in waiting:
        each.task.call(*each.args_kwargs["args"], **each.args_kwargs["kwargs"])
    return len(waiting)


# What is left by what the hub does (`leaves_no_trace` reads along)


def test_letters_and_tasks_of_the_whole_municipality_hold_nothing(world):
    with time_machine.travel(timezone.localtime().replace(hour=12)):  # most letters wait for the day
        for who in cast.PEOPLE:
            Client().post("/forgotten/", {"name": getattr(world, who).number})
        everybody = [getattr(world, who) for who in cast.PEOPLE]
        for notice in Notice._base_manager.all():
            remind_people(notice, everybody, world.kari)
        post_one("new_email", world.kari.pk, to="gammel@dal.example")
        tell_of_reply(everybody, "answer")
        make_urgent.call()
        make_digests.call()
        assert work() > 20 and len(mail.outbox) > 18
    assert {letter.to[0] for letter in mail.outbox} >= {"kari@dal.example", "gammel@dal.example", "nils@dal.example"}


def test_work_by_the_clock_that_fails_says_which_and_not_what(world, monkeypatch, caplog):
    soon = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(Page, "_keep_schedule", broken)
    monkeypatch.setattr(Notice, "_go", broken)
    autodiscover_modules("jobs")
    for job in registered.values():
        job.run(soon)
    said = " ".join(record.getMessage() for record in caplog.records)
    assert re.search(r"Page \d+ could not", said) and re.search(r"Notice \d+ could not", said)


def test_an_error_at_any_address_says_where_and_not_what(world, monkeypatch, caplog):
    monkeypatch.setattr("hub.context.navigation", broken)
    client = Client(raise_request_exception=False)
    client.force_login(world.rita)
    answers = [client.get(row.address(world)).status_code for row in addresses.rows() if row.method == "GET"]
    assert answers.count(500) > 50 and "Something is broken." in caplog.text


# What is left on purpose


def in_a_message(world, secret):
    logger.info("Saved %s.", secret)


def in_a_traceback(world, secret):
    try:
        raise ValueError(secret)
    except ValueError:
        logger.exception("It did not go well.")


def in_an_answer_that_fails(world, secret, monkeypatch):
    monkeypatch.setattr(GuardedQuerySet, "visible_to", lambda *given: broken_by(secret))
    client = Client(raise_request_exception=False)
    client.force_login(world.sara)
    assert client.get("/units/").status_code == 500


def broken_by(text):
    raise RuntimeError(f"{text} could not be read.")


def in_a_subject(world, secret):
    mail.send_mail(f"New: {secret}", "Come and see.", None, ["kari@dal.example"])


def in_a_letter(world, secret):
    mail.send_mail("New", f"This is new: {secret}", None, ["kari@dal.example"])


def among_the_arguments(world, secret):
    say.enqueue(secret)


def in_a_tasks_traceback(world, secret, monkeypatch):
    result = say.enqueue("harmless")
    kept = DBTaskResult.objects.get(pk=result.id)
    try:
        broken_by(secret)
    except RuntimeError as error:
        kept.set_failed(error)


PLANTED = [
    in_a_message, in_a_traceback, in_an_answer_that_fails, in_a_subject, in_a_letter, among_the_arguments,
    in_a_tasks_traceback,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED)
def test_a_canary_that_is_left_behind_is_found(world, traces, monkeypatch, plant):
    secret = Page._base_manager.get(pk=world.pages[1].pk).title
    with traces.planted() as found:
        plant(world, secret, *([monkeypatch] if "monkeypatch" in plant.__code__.co_varnames else []))
    assert any(secret in each for each in found)
    assert traces.take() == [], "told to nobody else"


def test_a_letter_that_only_greets_is_none(world, traces):
    greeting = f"Hi {world.kari.get_short_name()}\n\nCome and see.\n{world.top.name}"
    with traces.planted() as found:
        mail.send_mail("Hi", greeting, None, ["kari@dal.example"])
        assert found == []
        mail.send_mail("Hi", f"Come.\n{greeting}", None, ["kari@dal.example"])
    assert found
