"""A link by mail to a new password, for those who have an address."""

import re
import time

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from hub.outbox.models import Letter
from hub.outbox.sending import send_due
from hub.people.models import OneTimeCode, User
from tests import world as cast

NEW = "fire ord i en rekke"
SITE = "https://hub.dal.example"


@pytest.fixture
def world(db, settings):
    settings.SITE_URL = SITE
    return cast.build()


@pytest.fixture
def at_once(settings):
    """The worker's part, done within the request."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def ask(client, name="kari@dal.example", **more):
    return client.post("/forgotten/", {"name": name}, **more)


def link():
    return re.search(rf"{SITE}(/reset/\S+)", mail.outbox[-1].body)[1]


def test_the_link_leads_to_a_new_password(client, world, at_once):
    assert ask(client)["Location"] == "/forgotten/sent/"
    assert mail.outbox[0].to == ["kari@dal.example"]
    page = client.get(link())
    assert page.status_code == 302 and page["Location"] == "/reset/password/"
    assert client.get("/reset/password/").status_code == 200
    assert client.post("/reset/password/", {"password": NEW, "again": NEW})["Location"] == "/"
    assert client.get("/me/").context["user"] == world.kari
    assert Client().post("/sign-in/", {"name": "1006", "password": NEW}).status_code == 302


def test_the_number_will_do_too_and_the_letter_is_in_ones_own_language(client, world, at_once):
    User.objects.filter(pk=world.kari.pk).update(language="en")
    ask(client, "1006")
    assert "You have" not in mail.outbox[0].body and "30 minutes" in mail.outbox[0].body
    assert not mail.outbox[0].alternatives


def test_the_address_in_the_letter_is_the_settings_and_no_header_s(client, world, at_once, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil" not in mail.outbox[0].body and SITE in mail.outbox[0].body


@pytest.mark.parametrize("name", ["9999", "nobody@dal.example", "1010", "1008"])
def test_unknown_address_less_and_inactive_get_the_same_answer_and_no_letter(client, world, at_once, name):
    User.objects.filter(pk=world.ola.pk).update(is_enabled=False)
    known, other = ask(client), ask(client, name)
    assert len(mail.outbox) == 1
    assert (known.status_code, known["Location"], known.content) == (
        other.status_code,
        other["Location"],
        other.content,
    )


def test_whether_known_or_not_one_letter_is_put_in_the_outbox_and_no_token_in_it(client, world):
    ask(client)
    ask(client, "9999")
    known, unknown = Letter.objects.order_by("pk")
    assert (known.user, unknown.user) == (world.kari, None) and (known.about, known.to) == ({}, "")
    assert DBTaskResult.objects.count() == 2 and not mail.outbox
    send_due()
    token = link().split("/")[3]
    for model in (Letter, DBTaskResult):
        assert token not in str(list(model.objects.values()))
    assert [letter.state for letter in Letter.objects.order_by("pk")] == ["sent", "dropped"]


def test_the_link_holds_for_thirty_minutes(client, world, at_once):
    ask(client)
    with time_machine.travel(time.time() + 31 * 60):
        assert client.get(link()).status_code == 410
    with time_machine.travel(time.time() + 29 * 60):
        assert client.get(link()).status_code == 302


def test_the_link_opens_once(client, world, at_once):
    ask(client)
    client.get(link())
    client.post("/reset/password/", {"password": NEW, "again": NEW})
    other = Client()
    assert other.get(link()).status_code == 410
    assert other.get("/reset/password/").status_code == 410


@pytest.mark.parametrize(
    "who, token", [("MTIz", "abc"), ("!!", "x"), ("", "x"), ("LTE", "x"), ("OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "x")]
)
def test_an_invented_link_opens_nothing(client, world, who, token):
    assert client.get(f"/reset/{who}/{token}/").status_code in (404, 410)


def test_the_token_stands_in_no_page_and_no_address_of_one(client, world, at_once):
    """So no Referer can carry it on: what the link answers is a way on, and the page after it does not know it."""
    ask(client)
    token = link().split("/")[3]
    assert client.get(link()).content == b""
    page = client.get("/reset/password/")
    assert token not in page.content.decode() and page["Referrer-Policy"] == "same-origin"


def test_a_new_password_ends_other_sign_ins_and_codes(client, world, at_once):
    elsewhere = Client()
    elsewhere.force_login(world.kari)
    OneTimeCode.make(world.kari, world.helge)
    ask(client)
    client.get(link())
    client.post("/reset/password/", {"password": NEW, "again": NEW})
    assert elsewhere.get("/me/").status_code == 302
    assert not OneTimeCode.objects.get().is_open


def test_nobody_is_flooded_with_letters_and_the_answer_does_not_tell(client, world, at_once):
    answers = {ask(Client(), REMOTE_ADDR=f"203.0.113.{i}")["Location"] for i in range(8)}
    assert len(mail.outbox) == 3 and answers == {"/forgotten/sent/"}


def test_one_address_does_not_ask_without_end(client, world, at_once):
    codes = [ask(Client(), f"{2000 + i}", headers={"X-Forwarded-For": f"10.0.0.{i}"}).status_code for i in range(30)]
    assert codes == [302] * 20 + [429] * 10
