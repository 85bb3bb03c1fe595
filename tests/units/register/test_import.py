"""`manage.py import_register`: the hub follows the files, never half, and changes nothing when nothing has changed."""

import datetime
import io
import json
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Membership, RegisterRun, Role, RoleRecord, Unit, UnitChange, UnitUserGrant
from tests.units.register import exports
from tests.units.register.exports import PEOPLE, UNITS, changed, without

pytestmark = pytest.mark.django_db
MODELS = (Unit, User, Membership, UnitUserGrant, UnitChange, RoleRecord)


@pytest.fixture
def load(tmp_path):
    """Run the command on these rows (or bytes); returns status, out and err."""

    def run(units=UNITS, people=PEOPLE, *options):
        for name, content in (("units.csv", units), ("people.csv", people)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else exports.written(content))
        out, err, status = io.StringIO(), io.StringIO(), 0
        try:
            paths = [str(tmp_path / "units.csv"), str(tmp_path / "people.csv")]
            call_command("import_register", *paths, *options, stdout=out, stderr=err)
        except SystemExit as end:
            status = end.code
        return SimpleNamespace(status=status, out=out.getvalue(), err=err.getvalue())

    return run


def everything():
    """All rows of all tables that an import may write."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def lines(err):
    return [line.split(": ")[0] for line in err.splitlines() if ".csv:" in line]


def posts_of(number):
    """(unit, title, in force) of each post."""
    in_force = set(Membership.objects.in_force())
    posts = Membership.objects.filter(user__number=number).select_related("unit").order_by("pk")
    return [(post.unit.code, post.title, post in in_force) for post in posts]


def leaders_of(code):
    return [person.number for person in Unit.objects.get(code=code).holders(Role.LEADER)]


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


def test_people_whose_posts_are_all_over_are_not_active(load):
    load()
    per = User.objects.get(number="2007")
    assert per.active_to == datetime.date(2012, 12, 31)
    assert not per.is_active


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


def test_somebody_who_moves_has_the_old_post_ended_and_a_new_one(load):
    load()
    load(UNITS, changed(PEOPLE, "2005", Enhet="311"))
    assert posts_of("2005") == [("214", "assistent", False), ("311", "assistent", True)]
    assert User.objects.get(number="2005").is_active
    before = everything()
    load(UNITS, changed(PEOPLE, "2005", Enhet="311"))
    assert everything() == before


def test_a_move_in_the_future_happens_on_its_day(load):
    load()
    first = timezone.localdate() + datetime.timedelta(days=40)
    load(UNITS, changed(PEOPLE, "2005", Enhet="311", Startdato=f"{first:%d.%m.%Y}"))
    old, new = Membership.objects.filter(user__number="2005").order_by("pk")
    assert old.ends_on == first - datetime.timedelta(days=1)
    assert new.starts_on == first


def test_an_end_date_ends_the_post_and_the_account_that_day(load):
    load()
    last = timezone.localdate() + datetime.timedelta(days=10)
    load(UNITS, changed(PEOPLE, "2005", Sluttdato=f"{last:%d.%m.%Y}"))
    sara = User.objects.get(number="2005")
    assert (sara.memberships.get().ends_on, sara.active_to, sara.is_active) == (last, last, True)
    load()
    sara.refresh_from_db()
    assert (sara.memberships.get().ends_on, sara.active_to) == (None, None)


def test_one_of_two_posts_may_end(load):
    load()
    people = [row for row in PEOPLE if (row["Ansattnr"], row["Enhet"]) != ("2003", "311")]
    load(UNITS, people)
    ola = User.objects.get(number="2003")
    assert ola.memberships.get(unit__code="311").ends_on == timezone.localdate()
    assert ola.active_to is None


def test_somebody_who_is_not_in_the_file_ends_today_and_may_come_back(load):
    load()
    load(UNITS, without(PEOPLE, "2005"))
    today = timezone.localdate()
    sara = User.objects.get(number="2005")
    assert (sara.memberships.get().ends_on, sara.active_to) == (today, today)
    before = everything()
    load(UNITS, without(PEOPLE, "2005"))
    assert everything() == before
    load()
    sara.refresh_from_db()
    assert (sara.memberships.get().ends_on, sara.active_to) == (None, None)


def test_accounts_without_a_post_are_left_alone(load):
    admin = User.objects.create_superuser("admin", "et langt passord her")
    load()
    admin.refresh_from_db()
    assert admin.is_active


def test_an_export_that_would_end_very_many_is_refused_unless_allowed(load):
    many = [{**PEOPLE[5], "Ansattnr": str(5000 + number)} for number in range(60)]
    load(UNITS, [*PEOPLE, *many])
    before = everything()
    with pytest.raises(CommandError):
        load()
    assert everything() == before
    assert load(UNITS, PEOPLE, "--allow-large-change").status == 0
    assert User.objects.active(timezone.localdate() + datetime.timedelta(days=1)).count() == 6


def test_names_titles_percentages_and_numbers_follow_the_file(load):
    load()
    people = changed(PEOPLE, "2005", Etternavn="Ås", Stilling="vaktmester", Prosent="99,5", Internnr="77")
    load(UNITS, people)
    sara = User.objects.get(number="2005")
    post = sara.memberships.get()
    assert (sara.family_name, sara.internal_number, post.title, post.percent) == ("Ås", "77", "vaktmester", 99.5)
    assert "vaktmester" in post.search_key
    assert User.objects.named("aas sara").get() == sara


def test_an_address_may_go_from_one_person_to_another(load):
    load()
    people = changed(changed(PEOPLE, "2001", e_post="kari@dal.example"), "2002", e_post="rita@dal.example")
    load(UNITS, people)
    assert User.objects.get(number="2001").email == "kari@dal.example"
    load(UNITS, changed(changed(people, "2001", e_post=""), "2004", e_post="KARI@dal.example"))
    assert User.objects.get(number="2004").email == "kari@dal.example"
    assert User.objects.get(number="2001").email is None


def test_an_empty_cell_leaves_the_address_that_somebody_gave(load):
    load()
    User.objects.filter(number="2005").update(email="sara@privat.example")
    load()
    assert User.objects.get(number="2005").email == "sara@privat.example"


def test_an_address_of_an_account_outside_the_register_is_a_fault(load):
    User.objects.create_user("admin", email="kari@dal.example")
    assert lines(load().err) == ["people.csv:3"]


def test_letters_that_an_export_lost_do_not_change_names_that_are_known(load):
    load()
    before = everything()
    load(UNITS.copy(), exports.people(encoding="cp1252-lossy"))
    assert everything() == before


def test_leaders_come_and_go_with_the_column_leder(load):
    load()
    load(UNITS, changed(changed(PEOPLE, "2002", Leder=""), "2006", Leder="x"))
    assert leaders_of("310") == []
    assert leaders_of("214") == ["2006"]
    assert RoleRecord.objects.filter(user__number="2002").count() == 2
    load(UNITS, changed(PEOPLE, "2002", Enhet="311"))
    assert (leaders_of("310"), leaders_of("311"), leaders_of("214")) == ([], ["2002"], [])


def test_a_leader_whom_a_person_made_stays(load):
    load()
    rita, ola = User.objects.get(number="2001"), User.objects.get(number="2003")
    Unit.objects.get(code="310").give(Role.LEADER, ola, rita)
    load()
    assert sorted(leaders_of("310")) == ["2002", "2003"]


def test_without_the_column_leder_nobody_loses_a_role(load):
    load()
    columns = [column for column in exports.COLUMNS if column != "Leder"]
    assert load(UNITS, exports.people(columns=columns)).status == 0
    assert leaders_of("310") == ["2002"]


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
