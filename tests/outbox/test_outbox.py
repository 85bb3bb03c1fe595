"""Letters: written with their cause, sent once, tried again, and dropped when nobody is to get them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.outbox.jobs import forget_letters, send_what_is_due
from hub.outbox.models import PAUSES, Letter
from hub.outbox.posting import post, post_one
from hub.outbox.sending import send_due
from hub.people.models import User
from tests import world as cast
from tests.outbox.smtp import MailServer

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Oslo"))  # a Tuesday


@pytest.fixture
def world(db):
    cache.clear()
    with time_machine.travel(NOON, tick=False) as clock:
        world = cast.build()
        world.clock = clock
        yield world


@pytest.fixture
def server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server


def states():
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def tell(*people, key=""):
    post(Letter.to_be_sent("reply", person.pk, f"{key}:{person.pk}" if key else "") for person in people)


def test_a_letter_stands_and_falls_with_what_causes_it(world, client_of):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(world.kari)
        1 / 0  # noqa: B018
    assert not Letter.objects.exists()
    client_of(world.kari).post("/me/email/", {"email": "ny@dal.example", "present": cast.PASSWORD})
    assert Letter.objects.get().to == "kari@dal.example"
    client_of(world.kari).post("/me/email/", {"email": "ola@dal.example", "present": cast.PASSWORD})
    assert Letter.objects.count() == 1
    send_due()
    assert [letter.to for letter in mail.outbox] == [["kari@dal.example"]] and Letter.objects.get().to == ""


def test_the_same_letter_twice_is_one_and_it_is_sent_once(world, server):
    for _time in range(2):
        tell(world.kari, world.ola, key="answer-7")
        send_due()
    assert sorted(letter["To"] for letter in server.letters) == ["kari@dal.example", "ola@dal.example"]
    assert states() == ["sent", "sent"] and len(set(server.ids)) == 2


def test_of_two_workers_one_gets_the_letter(world):
    tell(world.kari)
    first, second = Letter.objects.take(timezone.now()), Letter.objects.take(timezone.now())
    assert first and second is None
    world.clock.shift(timedelta(minutes=11))  # the first was killed
    third = Letter.objects.take(timezone.now())
    assert third.pk == first.pk and not first.sent() and third.sent()


def test_a_letter_that_is_refused_for_now_is_tried_later_and_later_and_then_given_up(world, server):
    server.refuse["kari@dal.example"] = "450 kari@dal.example is away"
    tell(world.kari, world.ola)
    send_due()
    assert states() == ["waiting", "sent"]
    waited = []
    while Letter.objects.filter(state="waiting").exists():
        letter = Letter.objects.get(state="waiting")
        waited.append((letter.due_at - timezone.now()).total_seconds() / 60)
        assert "kari" not in letter.fault and "450" in letter.fault
        world.clock.move_to(letter.due_at - timedelta(seconds=1))
        send_due()
        assert Letter.objects.get(pk=letter.pk).tries == letter.tries
        world.clock.move_to(letter.due_at.astimezone(ZoneInfo("Europe/Oslo")).replace(hour=12) + timedelta(days=1))
        Letter.objects.filter(pk=letter.pk).update(over_at=timezone.now() + timedelta(days=9))
        send_due()
    assert waited == PAUSES and states() == ["failed", "sent"] and len(server.letters) == 1


def test_an_address_that_is_not_there_is_given_up_at_once_and_holds_up_nobody(world, server):
    server.refuse["kari@dal.example"] = "550 kari@dal.example: no such person"
    tell(world.kari, world.ola, world.nils)
    send_due()
    assert states() == ["failed", "sent", "sent"]


def test_a_server_that_is_away_costs_one_try_a_minute_and_nothing_is_lost(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    tell(world.kari, world.ola, world.nils)
    send_due()
    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0, 0, 1]
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        world.clock.shift(timedelta(minutes=2))
        DBTaskResult.objects.all().delete()  # the task that has failed to send them
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
        send_what_is_due(timezone.now())
        assert len(server.letters) == 3 and states() == ["sent"] * 3


def test_a_letter_tried_again_is_recognised_by_its_message_id(world, server):
    tell(world.kari)
    send_due()
    Letter.objects.update(state="taken", taken_at=timezone.now() - timedelta(hours=1))  # killed before the mark
    send_due()
    assert len(server.ids) == 2 and len(set(server.ids)) == 1


def test_at_night_only_letters_that_somebody_waits_for_are_sent(world):
    world.clock.move_to(NOON.replace(hour=23))
    tell(world.kari)
    post_one("reset", world.ola.pk)
    send_due()
    assert [letter.to for letter in mail.outbox] == [["ola@dal.example"]]
    world.clock.move_to(NOON.replace(hour=7) + timedelta(days=1))
    send_due()
    assert [letter.to for letter in mail.outbox][1:] == [["kari@dal.example"]]


def test_whoever_sits_and_waits_comes_before_all_others(world):
    tell(world.kari, world.nils, world.eva)
    post_one("reset", world.ola.pk)
    send_due()
    assert mail.outbox[0].to == ["ola@dal.example"]


def test_nobody_who_has_left_or_has_no_address_gets_a_letter_nor_anybody_too_late(world):
    User.objects.filter(pk=world.kari.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    tell(world.kari, world.amina)
    post_one("reset", world.ola.pk)
    world.clock.shift(timedelta(hours=2))
    send_due()
    assert states() == ["dropped"] * 3 and not mail.outbox


def test_a_text_that_cannot_be_written_holds_up_nobody(world, monkeypatch):
    from hub.outbox import kinds

    broken = kinds.Kind("broken", "", lambda letter: 1 / 0, False, True, 72)
    monkeypatch.setitem(kinds.registered, "broken", broken)
    post_one("broken", world.kari.pk)
    tell(world.ola)
    send_due()
    assert states() == ["waiting", "sent"] and Letter.objects.first().fault == "" and len(mail.outbox) == 1


def test_it_sees_how_letters_do_and_nothing_of_what_is_in_them(world, client_of, client, server):
    ivar = client_of(world.ivar)
    seen = lambda: ivar.get("/outbox/").context["state"]  # noqa: E731
    assert (seen().waiting, seen().failed, seen().sent, seen().word) == (0, 0, 0, "ok")
    server.refuse["kari@dal.example"] = "550 no"
    tell(world.kari, world.ola)
    assert seen().waiting == 2
    send_due()
    assert (seen().waiting, seen().failed, seen().sent, seen().word) == (0, 1, 1, "failed letters")
    body = ivar.get("/outbox/").content.decode()
    assert "550" in body and "kari@" not in body and world.kari.family_name not in body
    assert client.get("/readyz").json()["mail"] == "failed letters"
    server.refuse.clear()
    assert ivar.post("/outbox/again/").status_code == 302
    send_due()
    assert states() == ["sent", "sent"]
    tell(world.nils)
    world.clock.shift(timedelta(minutes=40))
    assert seen().word == client.get("/readyz").json()["mail"] == "behind"


def test_one_sees_which_letters_one_has_got_and_they_are_forgotten_after_a_month(world, client_of):
    tell(world.kari)
    send_due()
    kept = lambda: list(client_of(world.kari).get("/me/kept/").context["letters"])  # noqa: E731
    assert [letter.kind for letter in kept()] == ["reply"]
    world.clock.shift(timedelta(days=31))
    forget_letters(timezone.now())
    assert kept() == []
