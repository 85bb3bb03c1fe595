"""A new municipality: the first account, and the first roles, from the command line."""

import re

import pytest
from django.core.management import CommandError, call_command

from hub.people.models import User
from hub.units.models import Unit
from tests import world as cast


@pytest.fixture
def world(db):
    return cast.build()


def test_the_first_account_gets_in_with_the_printed_code_and_may_do_what_it_may(client, db, capsys):
    call_command("first_account", "500", "Ingrid Marie Tveit")
    number, code = re.search(r"(\d+)   (\w{5}-\w{5})", capsys.readouterr().out).groups()
    client.post("/code/", {"number": number, "code": code})
    client.post("/code/password/", {"password": "fire ord i en rekke", "again": "fire ord i en rekke"})
    assert client.get("/me/").context["user"].name == "Ingrid Marie Tveit"
    top = Unit.objects.create(name="Dal")
    assert top.allows(User.objects.get(), "administer")


def test_where_units_are_the_role_stands_on_the_top_unit(world, capsys):
    call_command("first_account", "1010", "whatever")
    amina = User.objects.get(pk=world.amina.pk)
    assert amina.name == "Amina Đorđević" and not amina.is_superuser
    assert world.top.allows(amina, "administer") and world.top.role_records.filter(user=amina, role="it").exists()


def test_a_role_is_given_by_number_and_code_of_the_unit(world, capsys):
    call_command("give_role", "1012", "leader", "skole")
    call_command("give_role", "1010", "hr", "top")
    assert world.skole.allows(User.objects.get(pk=world.sara.pk), "lead")
    record = world.skole.role_records.get()
    assert record.by is None and record.role == "leader"


@pytest.mark.parametrize(
    "words", [("9999", "leader", "skole"), ("1012", "leader", "nowhere"), ("1012", "chief_editor", "lokentunet"),
              ("1012", "deputy", "skole"), ("1012", "king", "skole")],
)  # fmt: skip
def test_what_cannot_be_given_is_refused_with_a_sentence(world, words):
    with pytest.raises(CommandError):
        call_command("give_role", *words)
    assert not User.objects.get(number="1012").unit_grants.exists()


def test_a_number_that_is_none_is_refused(world):
    with pytest.raises(CommandError):
        call_command("first_account", "5 5", "Ingrid Tveit")
    assert not User.objects.filter(number="5 5").exists()
