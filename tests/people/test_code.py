"""The way in with a slip: number and code, then a password of one's own."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hub.people.models import OneTimeCode, Session, User
from hub.profile.models import Profile
from tests import world as cast

NEW = "fire ord i en rekke"


@pytest.fixture
def world(db):
    world = cast.build()
    Profile(own_name="Dal kommune").save()
    world.code = OneTimeCode.make(world.amina, world.kari)
    return world


def type_code(client, code, number="1010"):
    return client.post("/code/", {"number": number, "code": code})


def choose(client, password=NEW, again=None):
    return client.post("/code/password/", {"password": password, "again": again or password})


def test_a_code_and_a_new_password_are_all_it_takes(client, world):
    assert type_code(client, world.code)["Location"] == "/code/password/"
    assert choose(client)["Location"] == "/"
    assert client.get("/me/").context["user"] == world.amina
    assert Client().post("/sign-in/", {"name": "1010", "password": NEW}).status_code == 302


@pytest.mark.parametrize("write", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c.replace('-', ' ')} "])
def test_the_code_may_be_written_in_any_way(client, world, write):
    assert type_code(client, write(world.code)).status_code == 302


def test_the_number_from_the_qr_code_stands_in_the_field(client, world):
    assert 'value="1010"' in client.get("/code/?number=1010").content.decode()
    assert client.get("/code/?number=" + "9" * 500).status_code == 200


def test_a_code_opens_once(client, world):
    other = Client()
    type_code(client, world.code)
    type_code(other, world.code)  # typed in both before either has chosen
    assert choose(client).status_code == 302
    assert choose(other, "noe helt annet her")["Location"] == "/code/"
    assert type_code(Client(), world.code).status_code == 422
    assert User.objects.get(pk=world.amina.pk).check_password(NEW)


def test_of_two_who_spend_a_code_at_the_same_moment_one_succeeds(world):
    first, second = OneTimeCode.objects.get(), OneTimeCode.objects.get()
    assert first.use(NEW) and not second.use("noe helt annet her")
    assert User.objects.get(pk=world.amina.pk).check_password(NEW)


def test_a_code_holds_for_fourteen_days(client, world):
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        assert type_code(client, world.code).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
        assert type_code(client, world.code).status_code == 302


def test_a_new_code_kills_the_old_also_one_that_was_typed_already(client, world):
    type_code(client, world.code)
    fresh = OneTimeCode.make(world.amina, world.kari)
    assert choose(client)["Location"] == "/code/"
    assert type_code(Client(), world.code).status_code == 422
    assert type_code(Client(), fresh).status_code == 302


def test_a_password_chosen_otherwise_kills_the_code(client, world):
    world.amina.change_password(NEW)
    assert type_code(client, world.code).status_code == 422


def test_a_code_is_for_one_person_and_for_those_who_work_here(client, world):
    assert type_code(client, world.code, "1006").status_code == 422
    User.objects.filter(pk=world.amina.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    assert type_code(client, world.code).status_code == 422


def test_only_a_hash_of_the_code_is_kept(world):
    bare = world.code.replace("-", "")
    assert bare not in str(vars(OneTimeCode.objects.get())) and world.code not in str(vars(OneTimeCode.objects.get()))


def test_without_a_code_there_is_no_password_to_choose(client, world):
    assert client.get("/code/password/")["Location"] == "/code/"
    assert choose(client)["Location"] == "/code/"


def test_a_typed_code_waits_ten_minutes_for_its_password(client, world):
    """On a shared PC, whoever comes next must not choose it."""
    type_code(client, world.code)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert choose(client)["Location"] == "/code/"


@pytest.mark.parametrize(
    "password", ["kort7", "1234567890", "Sommeren 2026!", "dalkommune1", "password123", "đorđević1010"]
)
def test_a_weak_password_is_refused_with_a_sentence_and_the_code_still_holds(client, world, password):
    type_code(client, world.code)
    answer = choose(client, password)
    assert answer.status_code == 422 and password not in answer.content.decode()
    assert choose(client, NEW, "another one").status_code == 422
    assert choose(client).status_code == 302


def test_the_new_password_ends_every_other_sign_in(client, world):
    elsewhere = Client()
    elsewhere.force_login(world.amina)
    type_code(client, world.code)
    choose(client)
    assert Session.objects.filter(user=world.amina).count() == 1  # gone at once, not when it next asks
    assert elsewhere.get("/me/").status_code == 302


def test_the_session_key_changes_with_the_code_and_with_the_password(client, world):
    client.force_login(world.sara)
    before = client.session.session_key
    type_code(client, world.code)
    between = client.session.session_key
    assert client.get("/me/").status_code == 302  # nobody is signed in while choosing
    choose(client)
    assert len({before, between, client.session.session_key}) == 3
