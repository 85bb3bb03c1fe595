"""`manage.py import_register`: the hub follows the files, never half, and changes nothing when nothing has changed."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from hub.people.models import User
from hub.units.models import Membership, RegisterRun, RoleRecord, Unit, UnitChange
from tests.units.register import exports
from tests.units.register.exports import PEOPLE, UNITS, changed
from tests.units.register.outcome import everything, leaders_of, lines

pytestmark = pytest.mark.django_db


def test_the_first_import_makes_units_people_posts_and_leaders(load):
    assert load().status == 0
    assert Unit.objects.get(code="311").path.count("/") == 5
    assert User.objects.count() == 7
    assert Membership.objects.count() == 8
    ola = User.objects.get(number="2003")
    assert (ola.name, ola.email, ola.has_usable_password()) == ("Ola Nordmann", None, False)
    assert sorted(ola.memberships.values_list("unit__code", "percent")) == [("310", 80), ("311", 35.5)]
    assert leaders_of("310") == ["2002"]
    assert set(RoleRecord.objects.values_list("user__number", "given")) == {("2001", True), ("2002", True)}
    assert UnitChange.objects.filter(kind="created").count() == 6


def test_the_second_import_changes_nothing(load):
    load()
    before = everything()
    assert load().status == 0
    assert everything() == before
    last = RegisterRun.objects.first()
    assert not any(count for kinds in last.counts.values() for count in kinds.values())


@pytest.mark.parametrize(
    ("units", "people"),
    [
        (UNITS, changed(PEOPLE, "2004", Enhet="999")),
        (UNITS, changed(PEOPLE, "2004", Startdato="31.02.2015")),
        (changed(UNITS, "310", Overordnet="311"), PEOPLE),
        (b"", PEOPLE),
        (UNITS, b"\x00\x01\x02"),
    ],
)
def test_with_a_fault_nothing_is_changed_and_the_status_is_one(load, units, people):
    load()
    before = everything()
    new = [*PEOPLE, {**PEOPLE[0], "Ansattnr": "3000", "E-post": "", "Leder": ""}]
    result = load(units, new if people is PEOPLE else people)
    assert result.status == 1
    assert lines(result.err)
    assert everything() == before
    assert RegisterRun.objects.count() == 1


def test_every_fault_is_listed_with_file_and_line(load):
    units = [*UNITS, {"Kode": "310", "Navn": "Igjen", "Overordnet": "300", "Type": ""}]
    people = changed(PEOPLE, "2004", Enhet="999", Prosent="120")
    people = changed(people, "2005", Ansattnr="")
    people = changed(people, "2006", Startdato="31.02.2015")
    result = load(units, people)
    assert lines(result.err) == [
        "units.csv:4",
        "units.csv:8",
        "people.csv:6",
        "people.csv:6",
        "people.csv:7",
        "people.csv:8",
    ]


def test_bad_rows_can_be_skipped_and_are_listed(load):
    people = changed(PEOPLE, "2004", Enhet="999")
    result = load(UNITS, people, "--skip-bad-rows")
    assert result.status == 0
    assert lines(result.err) == ["people.csv:6"]
    assert User.objects.count() == 6


def test_what_hangs_on_a_skipped_unit_is_skipped_and_listed(load):
    result = load(changed(UNITS, "310", Navn=""), PEOPLE, "--skip-bad-rows")
    assert lines(result.err) == ["units.csv:4", "units.csv:5", *(f"people.csv:{line}" for line in (3, 4, 5, 6))]
    assert set(Unit.objects.values_list("code", flat=True)) == {"100", "300", "200", "214"}
    assert not User.objects.filter(number="2003").exists()


def test_a_skipped_row_ends_nobody(load):
    load()
    before = everything()
    people = changed(PEOPLE, "2003", Prosent="halv")
    people = changed(people, "2004", Ansattnr="")
    result = load(UNITS, people, "--skip-bad-rows")
    assert lines(result.err) == ["people.csv:4", "people.csv:5", "people.csv:6"]
    assert everything() == before


def test_a_row_whose_marks_are_broken_ends_nobody(load):
    load()
    before = everything()
    text = exports.people().replace(b"2004;", b'2004;"')
    assert lines(load(UNITS, text, "--skip-bad-rows").err) == ["people.csv:6"]
    assert everything() == before


def test_a_dry_run_says_what_would_change_and_changes_nothing(load, tmp_path):
    load()
    before = everything()
    report = tmp_path / "report.json"
    result = load(UNITS, changed(PEOPLE, "2005", Enhet="311"), "--dry-run", "--report", str(report))
    assert result.status == 0
    assert everything() == before
    assert RegisterRun.objects.count() == 1
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["counts"]["posts"]["moved"] == 1
    assert [(change["kind"], change["code"], change["line"]) for change in found["changes"]] == [("moved", "2005", 7)]


def test_the_report_has_every_fault(load, tmp_path):
    report = tmp_path / "report.json"
    load(UNITS, changed(PEOPLE, "2005", Enhet="999"), "--report", str(report))
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["refused"]
    assert [(fault["file"], fault["line"], fault["code"]) for fault in found["faults"]] == [
        ("people.csv", 7, "unknown_unit")
    ]


def test_every_import_is_kept_with_its_files_and_counts(load):
    load()
    run = RegisterRun.objects.get()
    assert (run.by, run.state) == (None, "applied")
    assert bytes(run.people_file) == exports.people()
    assert run.counts["people"]["new"] == 7
    assert run.applied_at


@pytest.mark.parametrize("option", ["--report", "units"])
def test_a_path_that_does_not_work_is_a_sentence(load, tmp_path, option):
    with pytest.raises(CommandError):
        if option == "units":
            call_command("import_register", str(tmp_path / "none.csv"), str(tmp_path / "none.csv"))
        else:
            load(UNITS, PEOPLE, "--report", str(tmp_path / "no" / "folder.json"))
    assert not User.objects.exists()


def test_queries_do_not_grow_with_people(load, django_assert_max_num_queries):
    many = [{**PEOPLE[5], "Ansattnr": str(5000 + number)} for number in range(300)]
    load()
    with django_assert_max_num_queries(40):
        load(UNITS, [*PEOPLE, *many])
