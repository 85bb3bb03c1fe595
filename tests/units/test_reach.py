"""Everyone is reached, and it can be shown: confirmed here, told, on paper, not reached, no channel."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.outbox.sending import send_due
from hub.people.models import User
from hub.units.models import Membership, Notice, Page, Receipt, Reminder
from hub.units.reach import reach_of
from hub.units.reminding import remind_people
from tests import world as cast
from tests.asking import writes


@pytest.fixture
def world(db):
    world = cast.build()
    world.notice = cast.must_read(world.lokentunet, "Håndhygiene", world.kari)
    return world


def states(notice):
    return {row.person.given_name: row.state for row in reach_of(Notice.objects.get(pk=notice.pk), ["/"]).rows}


def today():
    return timezone.localdate().strftime("%d.%m.%Y")


def confirm(client, notice, revision=1):
    return client.post(f"/notices/{notice.pk}/confirm/", {"revision": str(revision)})


def test_one_confirms_after_the_text_and_the_receipt_says_which(world, client_of):
    amina = client_of(world.amina)
    page = amina.get(world.notice.get_absolute_url()).content.decode()
    assert page.index('id="text"') < page.index('id="confirm"')
    assert 'id="must-reads"' in amina.get("/").content.decode()
    for _ in range(2):
        confirm(amina, world.notice)
    receipt = Receipt.objects.get()
    assert (receipt.user, receipt.way, receipt.revision.number, receipt.by) == (world.amina, "read", 1, None)
    page = amina.get(world.notice.get_absolute_url()).content.decode()
    assert 'id="confirm"' not in page and 'id="receipt"' in page
    assert 'id="must-reads"' not in amina.get("/").content.decode()


def test_whom_it_is_not_for_is_asked_nothing(world, client_of):
    helge = client_of(world.helge)  # answers for the people there, and does not work there
    assert 'id="confirm"' not in helge.get(world.notice.get_absolute_url()).content.decode()
    confirm(helge, world.notice)
    assert confirm(client_of(world.sara), world.notice).status_code == 404
    assert not Receipt.objects.exists()


def test_a_small_fix_lets_receipts_stand_and_asking_again_makes_them_history(world, client_of):
    kari, amina, ola = (client_of(getattr(world, who)) for who in ("kari", "amina", "ola"))
    confirm(amina, world.notice)
    world.notice.rewrite("Håndhygiene", "<p>Rettet.</p>", world.kari, 1)
    assert states(world.notice)["Amina"] == "read"
    confirm(ola, world.notice, 1)  # opened before the fix: bound to what was read
    assert Receipt.objects.get(user=world.ola).revision.number == 1
    world.notice.rewrite("Håndhygiene", "<p>Helt nytt.</p>", world.kari, 2, ask_again=True)
    assert states(world.notice)["Amina"] == states(world.notice)["Ola"] == "missing"
    confirm(client_of(world.eva), world.notice, 2)  # a text that is not asked about any more
    assert states(world.notice)["Eva"] == "missing"
    confirm(amina, world.notice, 3)
    assert [r.revision.number for r in Receipt.objects.filter(user=world.amina).order_by("pk")] == [1, 3]
    rows = {row.person.pk: row for row in kari.get(f"/notices/{world.notice.pk}/reach/").context["reach"].rows}
    assert rows[world.amina.pk].receipt.revision.number == 3
    assert rows[world.ola.pk].former.revision.number == 1
    assert amina.get("/me/kept/").content.decode().count("data-receipt") == 2


def test_a_leader_records_a_meeting_with_the_missing_ticked(world, client_of):
    kari = client_of(world.kari)
    confirm(client_of(world.ola), world.notice)
    path = f"/notices/{world.notice.pk}/told/"
    form = kari.get(path).context["form"]
    people = {str(getattr(world, who).pk) for who in ("kari", "dag", "eva", "amina")}
    assert set(form["people"].value()) == people == {value for value, _label in form.fields["people"].choices}
    told = {"on": today(), "note": "Personalmøte", "people": [str(world.dag.pk), str(world.amina.pk)]}
    assert kari.post(path, told).status_code == 302
    receipt = Receipt.objects.get(user=world.dag)
    assert (receipt.way, receipt.by, receipt.note) == ("told", world.kari, "Personalmøte")
    assert states(world.notice) == {"Kari": "missing", "Eva": "missing", "Dag": "told", "Amina": "told", "Ola": "read"}
    assert kari.post(path, told).status_code == 422, "they are not missing any more"


@pytest.mark.parametrize("wrong", [{"on": "31.02.2026"}, {"people": []}, {"on": "01.01.2020"}, {"people": ["999999"]}])
def test_a_meeting_that_cannot_be_is_refused_and_nothing_is_recorded(world, client_of, wrong):
    typed = {"on": today(), "people": [str(world.dag.pk)], "note": "Morgenmøte"} | wrong
    answer = client_of(world.kari).post(f"/notices/{world.notice.pk}/told/", typed)
    assert answer.status_code == 422 and "Morgenmøte" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_the_sheet_has_only_the_missing_and_is_typed_back_in(world, client_of):
    kari = client_of(world.kari)
    confirm(client_of(world.ola), world.notice)
    sheet = kari.get(f"/notices/{world.notice.pk}/sheet/").content.decode().split('id="signatures"')[1]
    assert world.amina.name in sheet and world.ola.name not in sheet
    path = f"/notices/{world.notice.pk}/paper/"
    assert kari.get(path).context["form"]["people"].value() == []
    kari.post(path, {"on": today(), "people": [str(world.amina.pk)]})
    assert states(world.notice)["Amina"] == "paper"
    assert "data-receipt" in client_of(world.amina).get("/me/kept/").content.decode()


def test_whom_nothing_reaches_stands_first(world):
    User.objects.filter(pk=world.dag.pk).update(password="!" + "x" * 40)
    rows = reach_of(world.notice, ["/"]).rows
    assert [row.state for row in rows] == ["no_channel"] + ["missing"] * 4 and rows[0].person == world.dag


def test_leaders_see_their_own_tree_and_hr_and_shared_services_all(world, client_of):
    everybody = cast.must_read(world.top, "Til alle", world.siri, None)
    everybody.aim([], [], is_narrowed=False)
    seen = {}
    for who in ("rita", "helge", "kari", "nils", "siri", "hilde"):
        seen[who] = client_of(getattr(world, who)).get(f"/notices/{everybody.pk}/reach/").context["reach"].count.people
    assert seen == {"rita": 12, "helge": 7, "kari": 5, "nils": 1, "siri": 12, "hilde": 12}
    for who in ("sara", "amina", "ola", "eva", "ivar"):
        assert client_of(getattr(world, who)).get(f"/notices/{everybody.pk}/reach/").status_code == 404
    narrowed = client_of(world.helge).get(f"/notices/{everybody.pk}/reach/?unit={world.kjokken.pk}")
    assert narrowed.context["reach"].count.people == 1
    outside = client_of(world.kari).get(f"/notices/{everybody.pk}/reach/?unit={world.skole.pk}")
    assert outside.context["reach"].count.people == 5
    answer = client_of(world.nils).post(
        f"/notices/{everybody.pk}/told/", {"on": today(), "people": [str(world.ola.pk)]}
    )
    assert answer.status_code == 422 and not Receipt.objects.exists()


def test_hr_and_shared_services_look_and_record_everywhere(world, client_of):
    for who in ("hilde", "siri"):
        client = client_of(getattr(world, who))
        assert client.get(f"/notices/{world.notice.pk}/reach/").status_code == 200
        for verb in ("told", "paper"):
            assert client.get(f"/notices/{world.notice.pk}/{verb}/").status_code == 200
        assert client.post(f"/notices/{world.notice.pk}/remind/").status_code == 302


def test_one_press_reminds_each_who_is_missing_once_a_day(world, client_of, django_capture_on_commit_callbacks):
    kari = client_of(world.kari)
    other = cast.must_read(world.lokentunet, "Brannvern", world.kari)
    confirm(client_of(world.ola), world.notice)
    for notice in (world.notice, world.notice, other):
        with django_capture_on_commit_callbacks(execute=True):
            kari.post(f"/notices/{notice.pk}/remind/")
    assert Reminder.objects.filter(notice=world.notice).count() == 4
    assert [r.user for r in Reminder.objects.filter(notice=other)] == [world.ola]
    notice = next(n for n in client_of(world.amina).get("/").context["front"].must_reads if n.pk == world.notice.pk)
    assert notice.reminded_on == timezone.localdate()


def test_a_reminder_by_mail_says_nothing_and_goes_once(world):
    world.notice.title = "Konfidensielt"
    with time_machine.travel((timezone.localtime() + timedelta(days=1)).replace(hour=12)):  # no reminder goes at night
        for people in ([world.ola, world.dag], [world.ola]):
            remind_people(world.notice, people, world.kari)
        send_due()
    [sent] = mail.outbox
    assert sent.to == [world.ola.email]
    for secret in ("Håndhygiene", world.lokentunet.name, world.kari.name):
        assert secret not in sent.subject + sent.body


def test_all_must_reads_of_a_unit_stand_beside_each_other(world, client_of):
    kitchen = cast.must_read(world.kjokken, "Ny ovn", world.kari)
    confirm(client_of(world.amina), kitchen)
    table = client_of(world.kari).get(f"/notices/unit/{world.lokentunet.pk}/reach/").context["table"]
    assert [(n.title, c.people, c.reached) for n, c in table.notices] == [("Håndhygiene", 5, 0), ("Ny ovn", 1, 1)]
    assert len(table.behind) == 5 and all(line.missing == 1 for line in table.behind)
    skole = client_of(world.siri).get(f"/notices/unit/{world.skole.pk}/reach/").context["table"]
    assert skole.notices == []


def test_the_files_open_in_a_spreadsheet_and_hold_no_formula(world, client_of):
    User.objects.filter(pk=world.amina.pk).update(preferred_name='=HYPERLINK("http://x")')
    Membership.objects.filter(user=world.ola).update(title="@sykepleier")
    kari = client_of(world.kari)
    for path in (f"/notices/{world.notice.pk}/reach.csv", f"/notices/unit/{world.lokentunet.pk}/reach.csv"):
        text = kari.get(path).content.decode("utf-8")
        assert text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
        assert len(rows) == 6 and len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_who_comes_inherits_and_who_leaves_is_not_counted(world, client_of):
    confirm(client_of(world.ola), world.notice)
    new = User.objects.create(number="2001", given_name="Ny", family_name="Ansatt", email="ny@dal.example")
    Membership.objects.create(user=new, unit=world.kjokken)
    assert 'id="must-reads"' in client_of(new).get("/").content.decode()
    User.objects.filter(pk=world.ola.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    Membership.objects.filter(user=world.dag).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert states(world.notice) == {"Ny": "missing", "Kari": "missing", "Eva": "missing", "Amina": "missing"}
    assert Receipt.objects.filter(user=world.ola).exists(), "what was confirmed is kept"


# Nobody's reading is logged


ACTS = {
    "Receipt": "an act of one's own, or a leader's record, that one sees oneself",
    "Reminder": "an act of the leader",
    "PageEditing": "that somebody is writing right now; gone after two minutes",
}


def test_no_table_could_hold_a_log_of_who_looked_at_what():
    person, things = get_user_model(), {Page, Notice}
    for model in apps.get_app_config("units").get_models():
        to = {field.related_model: field.name for field in model._meta.fields if field.is_relation}
        about = [
            f.name for f in model._meta.fields if f.related_model is person and f.name in ("user", "reader", "person")
        ]
        if about and things & set(to):
            assert model.__name__ in ACTS, f"{model.__name__} ties a person to what they may have read"


@pytest.mark.parametrize("path", ["/notices/{n}/", "/", "/notices/", "/units/{u}/", "/notices/{n}/poster/"])
def test_looking_writes_nothing(world, client_of, path):
    client, path = client_of(world.amina), path.format(n=world.notice.pk, u=world.lokentunet.pk)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    assert not writes(seen)
