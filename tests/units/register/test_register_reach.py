"""A file gives nobody what they could not give themselves, and none keeps the hub busy."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hub.people.models import User
from hub.units.models import RegisterRun, Role, Unit
from hub.units.register.runs import import_files
from tests.units.register import exports
from tests.units.register.exports import PEOPLE, UNITS, changed

pytestmark = pytest.mark.django_db
HR, IT, LEADER, TEACHER = "2004", "2005", "2002", "2006"


@pytest.fixture
def hub():
    import_files(exports.units(), exports.people())
    top = Unit.objects.get(code="100")
    top.give(Role.HR, person(HR), None)
    top.give(Role.IT, person(IT), None)


def person(number):
    return User.objects.get(number=number)


def do(client, number, people=PEOPLE, units=UNITS):
    """Upload and apply, as this person; the run that came of it."""
    client.force_login(person(number))
    files = {
        name: SimpleUploadedFile(f"{name}.csv", rows if isinstance(rows, bytes) else exports.written(rows))
        for name, rows in (("units", units), ("people", people))
    }
    assert client.post("/register/", files).status_code == 302
    run = RegisterRun.objects.latest("pk")
    client.post(f"/register/{run.pk}/apply/")
    run.refresh_from_db()
    return run


def notes(run):
    return {note["code"] for note in run.report["notes"]}


def test_hr_does_not_come_into_the_account_of_it_by_an_address_in_a_file(hub, client):
    """A link to a new password goes to the address. HR makes no code for IT either."""
    taken = changed(changed(PEOPLE, IT, e_post="hr-selv@dal.example"), TEACHER, e_post="ny@dal.example")
    run = do(client, HR, taken)
    assert run.state == "applied" and notes(run) >= {"kept_emails"}
    assert person(IT).email is None and person(TEACHER).email == "ny@dal.example"
    assert 'id="notes"' in client.get(f"/register/{run.pk}/").content.decode()
    assert "kept_emails" not in notes(do(client, IT, taken)) and person(IT).email == "hr-selv@dal.example"


@pytest.mark.parametrize("where", [{"is_superuser": True}, {"is_enabled": False}])
def test_nor_into_one_that_is_more_than_it_or_is_out_of_use_for_now(hub, client, where):
    User.objects.filter(number=IT).update(**where)
    if "is_superuser" in where:
        Unit.objects.get(code="100").take(Role.IT, person(IT), None)
    do(client, HR, changed(PEOPLE, IT, e_post="hr-selv@dal.example"))
    assert person(IT).email is None


def test_the_address_of_it_is_not_given_to_somebody_else_either(hub, client):
    User.objects.filter(number=IT).update(email="it@dal.example")
    run = do(client, HR, changed(PEOPLE, TEACHER, e_post="it@dal.example"))
    assert "kept_emails" in notes(run)
    assert (person(IT).email, person(TEACHER).email) == ("it@dal.example", "maret@dal.example")


def test_one_s_own_address_is_changed_by_one_s_own_import(hub, client):
    do(client, HR, changed(PEOPLE, HR, e_post="amina@dal.example"))
    assert person(HR).email == "amina@dal.example"


def test_hr_makes_no_leader_of_themselves_by_a_file_and_others_as_before(hub, client):
    """Without this, whoever keeps the register would lead the municipality with one letter in one cell."""
    top = changed(changed(PEOPLE, HR, Enhet="100", Leder="ja"), TEACHER, Leder="ja")
    run = do(client, HR, top)
    assert run.state == "applied" and "not_oneself" in notes(run)
    assert not person(HR).unit_grants.filter(role=Role.LEADER).exists()
    assert person(TEACHER).unit_grants.filter(role=Role.LEADER).exists()
    do(client, IT, top)
    assert person(HR).unit_grants.filter(role=Role.LEADER).exists()


def test_a_slip_that_somebody_kept_back_ends_when_the_file_makes_a_leader(hub, client):
    client.force_login(person(LEADER))
    page = client.post(f"/people/{person('2003').pk}/code/").content.decode()
    code = page.split('id="one-time-code">')[1].split("<")[0]
    do(client, HR, changed(PEOPLE, "2003", Enhet="300", Leder="ja"))
    client.logout()
    assert client.post("/code/", {"number": "2003", "code": code}).status_code == 422


HEAD = b"Kode;Navn;Overordnet\n100;Dal kommune;\n"
BOMBS = {
    "columns": lambda: b";" * 15_000_000,
    "columns with names": lambda: b"Kode;Navn;Overordnet;" + b"a;" * 5_000_000,
    "empty fields": lambda: HEAD + (b"200;Oppvekst;100" + b";" * 9_000 + b"\n") * 1_000,
    "rows": lambda: HEAD + b"x\n" * 5_000_000,
    "the same unit": lambda: HEAD + b"200;Oppvekst;100\n" * 100_000,
    "open marks": lambda: HEAD + b'1;2;"a\n' * 140_000,
    "one line": lambda: b"a" * 15_000_000,
    "a ladder": lambda: HEAD + b"".join(b"u%d;x;u%d\n" % (n, n - 1) for n in range(100_000)),
}


@pytest.mark.parametrize("made", BOMBS.values(), ids=BOMBS.keys())
def test_a_file_that_no_register_writes_is_refused_in_little_time(hub, client, made):
    units = made()
    began = time.process_time()
    run = do(client, HR, units=units)
    assert run.state == "refused" and run.report["faults"]
    assert client.get(f"/register/{run.pk}/").status_code == 200
    assert time.process_time() - began < 30


def test_nul_in_the_name_of_a_column_is_told_as_a_fault(hub, client):
    """PostgreSQL keeps no NUL, not in a report either."""
    run = do(client, HR, units=b"Kode;Navn;Overordnet;Merk\x00nad" + b";" * 60 + b"\r\n100;Dal kommune;;\r\n")
    assert run.state == "refused" and {fault["code"] for fault in run.report["faults"]} == {"nul_byte"}
