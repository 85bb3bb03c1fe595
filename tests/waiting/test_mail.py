"""The e-mails about the list: few, without a word of what they are about, and never the same thing twice."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.outbox.jobs import send_what_is_due
from hub.outbox.models import Letter
from hub.people.models import User
from hub.units.models import Membership, Notice, Page, Receipt, Role
from hub.waiting import pieces
from hub.waiting.digests import due_run, make
from hub.waiting.jobs import write_digests, write_urgent_letters
from hub.waiting.models import MailChoice
from hub.waiting.telling import tell_of_reply
from tests import world as cast

OSLO = ZoneInfo("Europe/Oslo")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=OSLO)
JOBS = [(1, write_urgent_letters), (10, write_digests), (1, send_what_is_due)]


@pytest.fixture
def world(db, settings):
    cache.clear()
    settings.SITE_URL = "https://hub.dal.example"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with time_machine.travel(MONDAY - timedelta(days=30), tick=False) as clock:
        world = cast.build()
        world.lokentunet.give(Role.DEPUTY, world.dag, None, ends_on=timezone.localdate() + timedelta(days=90))
        clock.move_to(MONDAY)
        world.clock = clock
        yield world


def until(world, moment):
    """The worker's clock, every half hour until a moment."""
    while timezone.now() < moment:
        world.clock.shift(timedelta(minutes=30))
        for _minutes, job in JOBS:
            job(timezone.now())


def at(days, hour=0):
    return MONDAY.replace(hour=hour) + timedelta(days=days)


def names():
    """(who, kind) of each letter that has come; the box is empty afterwards."""
    box, mail.outbox[:] = list(mail.outbox), []
    return sorted((letter.to[0].split("@")[0], kind_of(letter)) for letter in box)


def kind_of(letter):
    return Letter.objects.get(pk=letter.extra_headers["Message-ID"][1:].split(".")[0]).kind


def must_read(world, unit, title="Vask hendene", days=60, by=None):
    return cast.must_read(unit, title, by or world.kari, deadline=timezone.localdate() + timedelta(days=days))


def test_a_week_of_digests(world):
    until(world, at(0, 9))
    assert names() == []  # nothing waits, so nothing is said
    notice = must_read(world, world.lokentunet)
    until(world, at(0, 20))
    assert names() == []  # not before the next morning
    until(world, at(1, 8))
    everybody = [("eva", "digest"), ("kari", "digest"), ("ola", "digest")]  # Dag and Amina have no address
    assert names() == everybody
    until(world, at(2, 12))
    assert names() == []  # the same thing is not told again
    Receipt.confirm(notice, world.ola, 1)
    must_read(world, world.kjokken, "Temperatur")
    Page.objects.filter(pk=world.open_page.pk).update(review_on=timezone.localdate() + timedelta(days=1))
    until(world, at(3, 12))
    assert names() == [("eva", "digest")]  # her page is due today
    until(world, at(4, 12))
    must_read(world, world.lokentunet, "Fredag ettermiddag")
    until(world, at(6, 23))
    assert names() == []  # no digests in the weekend
    until(world, at(7, 8))
    assert names() == everybody
    until(world, at(11, 8))
    assert names() == [("eva", "digest")]  # her page has been due for a week


def test_days_without_a_worker_are_made_good_and_none_gets_two(world):
    until(world, at(0, 9))
    must_read(world, world.lokentunet)
    world.clock.move_to(at(3, 11))  # nobody worked on Tuesday and Wednesday
    until(world, at(3, 12))
    assert len(names()) == 3
    must_read(world, world.lokentunet, "Ny")
    world.clock.move_to(at(4, 6))
    run = due_run(at(4, 8))
    with time_machine.travel(at(4, 8), tick=False):
        make(run)
        run.done_at = None  # killed before the end: made once more
        make(run)
    assert Letter.objects.filter(kind="digest", key__endswith="2026-11-27").count() == 3


def test_a_letter_says_how_much_waits_and_not_a_word_of_what(world):
    must_read(world, world.lokentunet, "Konfidensiell rutine")
    Page.objects.filter(pk=world.open_page.pk).update(review_on=timezone.localdate())
    User.objects.filter(pk=world.ola.pk).update(language="nn")
    until(world, at(0, 9))
    letters = {letter.to[0].split("@")[0]: letter for letter in mail.outbox}
    eva, ola = letters["eva"], letters["ola"]
    assert "2 ting" in eva.subject and "1 oppslag" in eva.body and "1 side" in eva.body and "/waiting/" in eva.body
    assert "ventar" in ola.body
    secrets = ["Konfidensiell", "Vaktordninger", "Løkentunet", world.kari.family_name, "Helse"]
    for letter in mail.outbox:
        said = letter.message().as_bytes().decode() + letter.body + letter.subject
        assert [secret for secret in secrets if secret in said and secret not in letter.to[0]] == []


def test_a_must_read_with_a_deadline_within_48_hours_is_told_of_at_once_and_once(world):
    until(world, at(0, 10))
    notice = must_read(world, world.lokentunet, days=1)
    must_read(world, world.lokentunet, "Kan vente", days=6)
    Receipt.confirm(notice, world.eva, 1)
    until(world, at(0, 11))
    assert names() == [("kari", "urgent"), ("ola", "urgent")]
    until(world, at(1, 6))
    assert names() == []
    until(world, at(1, 12))
    assert names() == [("eva", "digest"), ("kari", "digest"), ("ola", "digest")]  # of the one that can wait
    notice.rewrite("Ny tekst", "<p>nytt</p>", world.kari, 1, ask_again=True)
    until(world, at(1, 13))
    assert names() == [("eva", "urgent"), ("kari", "urgent"), ("ola", "urgent")]


def test_what_was_told_at_once_is_not_news_in_the_morning(world):
    until(world, at(0, 10))
    must_read(world, world.lokentunet, days=1)
    until(world, at(0, 12))
    assert len(names()) == 3
    until(world, at(2, 12))
    assert names() == []


def test_sent_in_the_evening_it_waits_for_the_morning_and_what_is_done_meanwhile_is_not_told(world):
    until(world, at(0, 21))
    notice = must_read(world, world.lokentunet, days=1)
    until(world, at(1, 6))
    assert names() == []
    Receipt.confirm(notice, world.eva, 1)
    until(world, at(1, 9))
    assert names() == [("kari", "urgent"), ("ola", "urgent")]
    other = must_read(world, world.lokentunet, "Trekkes", days=1)
    write_letters_but_do_not_send(world)
    other.withdraw(world.kari, "feil")
    until(world, at(1, 11))
    assert names() == []


def write_letters_but_do_not_send(world):
    write_urgent_letters(timezone.now())
    Letter.objects.filter(kind="urgent", sent_at=None).update(state="waiting")
    mail.outbox.clear()


def test_everybody_chooses_by_one_press_and_only_what_differs_is_kept(world, client_of):
    client = client_of(world.eva)
    press = lambda choice: client.post("/me/mail/", {"choice": choice})  # noqa: E731
    assert press("digest=weekly").status_code == 302
    assert list(MailChoice.objects.values_list("user", "what", "value")) == [(world.eva.pk, "digest", "weekly")]
    press("digest=daily")
    assert not MailChoice.objects.exists()
    for wrong in ("digest=hourly", "everything=off", "", "digest"):
        assert press(wrong).status_code == 200
    assert not MailChoice.objects.exists()


def test_once_a_week_never_and_not_of_this_kind(world, client_of):
    for person, choice in ((world.eva, "digest=weekly"), (world.ola, "digest=off"), (world.kari, "urgent=off")):
        client_of(person).post("/me/mail/", {"choice": choice})
    until(world, at(0, 12))
    must_read(world, world.lokentunet)
    must_read(world, world.lokentunet, "Haster", days=1)
    until(world, at(0, 14))
    assert names() == [("eva", "urgent"), ("ola", "urgent")]
    until(world, at(1, 12))
    assert names() == [("kari", "digest")]
    until(world, at(4, 23))
    assert names() == []
    until(world, at(7, 12))
    assert names() == [("eva", "digest")]
    client_of(world.kari).post("/me/mail/", {"choice": "in-digest-must_read=off"})
    must_read(world, world.lokentunet, "Enda en")
    until(world, at(8, 12))
    assert names() == []


def test_a_link_in_the_letter_ends_letters_of_its_kind_without_signing_in(world, client):
    must_read(world, world.lokentunet)
    until(world, at(0, 9))
    letter = next(letter for letter in mail.outbox if letter.to == ["ola@dal.example"])
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<https://hub.dal.example(/mail/stop/\S+/)>", letter.extra_headers["List-Unsubscribe"])[1]
    assert address in letter.body
    page = client.get(address).content.decode()
    assert not MailChoice.objects.exists() and "Nordmann" not in page and "ola@" not in page  # looking changes nothing
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200  # as RFC 8058 has it
    assert list(MailChoice.objects.values_list("user", "what", "value")) == [(world.ola.pk, "digest", "off")]
    assert strict.get("/me/").status_code == 302  # it signs nobody in
    for wrong in (address[:-3] + "xx/", "/mail/stop/x/", address.replace(":", "")):
        assert client.post(wrong).status_code == 404
    User.objects.filter(pk=world.ola.pk).update(is_enabled=False)
    assert client.get(address).status_code == 404
    mail.outbox.clear()
    must_read(world, world.lokentunet, "Ny")
    until(world, at(1, 9))
    assert names() == [("eva", "digest"), ("kari", "digest")]


def test_who_has_left_or_has_no_address_gets_none_and_a_new_post_brings_one(world):
    must_read(world, world.lokentunet)
    User.objects.filter(pk=world.eva.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    User.objects.filter(pk=world.kari.pk).update(email=None)
    until(world, at(0, 9))
    assert names() == [("ola", "digest")]
    Membership.objects.create(user=world.nils, unit=world.lokentunet, starts_on=timezone.localdate(at(2)))
    until(world, at(1, 9))
    assert names() == []
    until(world, at(2, 9))
    assert names() == [("nils", "digest")]


def test_an_answer_is_told_at_once_to_who_asked_and_once(world, client_of):
    until(world, at(0, 10))
    client_of(world.eva).post("/me/mail/", {"choice": "reply=off"})
    for _time in range(2):
        tell_of_reply([world.ola, world.eva, world.amina], "comment:7")
    send_what_is_due(timezone.now())
    assert [letter.to for letter in mail.outbox] == [["ola@dal.example"]]


def test_thousands_get_their_letters_in_few_queries_and_pieces(world, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 50)
    must_read(world, world.lokentunet)
    Page.objects.filter(pk=world.open_page.pk).update(review_on=timezone.localdate())

    def hire(count):
        n = User.objects.count()
        rows = [User(number=f"7{n + i}", given_name="N", email=f"n{n + i}@dal.example") for i in range(count)]
        for person in rows:
            person.tidy()
        made = User.objects.bulk_create(rows)
        Membership.objects.bulk_create(Membership(user=p, unit=world.lokentunet, search_key="n") for p in made)

    def queries(day):
        with time_machine.travel(at(day, 8), tick=False), CaptureQueriesContext(connection) as seen:
            for people in pieces.pieces():
                from hub.waiting.digests import letters_for

                letters_for(people, due_run(timezone.now()))
        return len(seen)

    hire(40)
    few = queries(0)
    hire(450)
    assert queries(0) <= few * 11
    with time_machine.travel(at(0, 8), tick=False):
        make(due_run(timezone.now()))
    assert Letter.objects.filter(kind="digest").count() == 493
    assert Notice.objects.count() == 1
