"""The tree follows the file of units; a unit that is renamed or moved is the same unit."""

import datetime

import pytest

from hub.units.models import Membership, Unit
from tests.units.register.exports import PEOPLE, UNITS, changed, without
from tests.units.register.outcome import everything, lines

pytestmark = pytest.mark.django_db


def test_renamed_and_moved_units_keep_identity_and_history(load):
    load()
    kitchen = Unit.objects.get(code="311")
    load(changed(UNITS, "311", Navn="Storkjøkkenet", Overordnet="200"))
    moved = Unit.objects.get(pk=kitchen.pk)
    assert (moved.name, moved.parent.code) == ("Storkjøkkenet", "200")
    assert moved.path.startswith(moved.parent.path)
    assert [change.kind for change in moved.changes.order_by("pk")] == ["created", "moved", "renamed"]


def test_units_may_change_places_with_the_unit_above(load):
    load()
    load(changed(changed(UNITS, "311", Overordnet="300"), "310", Overordnet="311"))
    top, helse, kitchen, home = (Unit.objects.get(code=code) for code in ("100", "300", "311", "310"))
    assert home.path == f"/{top.pk}/{helse.pk}/{kitchen.pk}/{home.pk}/"
    assert kitchen.path == f"/{top.pk}/{helse.pk}/{kitchen.pk}/"


def test_a_new_unit_may_come_between_two_that_are_there(load):
    load()
    row = {"Kode": "309", "Navn": "Sykehjem", "Overordnet": "300", "Type": "område"}
    load([*changed(UNITS, "310", Overordnet="309"), row])
    assert Unit.objects.get(code="311").level == 4


def test_a_unit_that_is_not_in_the_file_stays(load):
    load()
    result = load(without(UNITS, "214"))
    assert result.status == 0
    assert Unit.objects.get(code="214").is_open
    assert "214" in result.out


def test_the_file_cannot_bring_a_second_top(load):
    load()
    rows = [{"Kode": "1", "Navn": "Storkommunen", "Overordnet": "", "Type": ""}, *changed(UNITS, "100", Overordnet="1")]
    assert lines(load(rows).err) == ["units.csv:2", "units.csv:3"]


def test_the_top_made_by_hand_becomes_the_top_of_the_file(load):
    top = Unit.objects.create(name="Dal")
    hand_made = top.add_below("Moen skole", None)
    load()
    assert Unit.objects.get(code="100").pk == top.pk
    assert Unit.objects.get(code="214").pk == hand_made.pk
    assert Unit.objects.filter(parent=None).count() == 1


def test_posts_of_a_merged_unit_are_in_the_one_that_took_over(load):
    load()
    Unit.objects.get(code="311").merge_into(Unit.objects.get(code="310"), None)
    before = everything()
    assert load().status == 0
    assert everything() == before


def test_posts_in_a_closed_unit_are_faults(load):
    load(UNITS, without(PEOPLE, "2003"))
    load(UNITS, without(without(PEOPLE, "2003"), "2004"))
    Membership.objects.filter(unit__code="311").update(ends_on=datetime.date(2020, 1, 1))
    Unit.objects.get(code="311").close(None)
    assert lines(load().err) == ["people.csv:5", "people.csv:6"]
