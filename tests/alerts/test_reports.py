"""Drills are planned, sent by the worker, reported and compared; screens are counted and nobody is named."""

from datetime import timedelta

import pytest
import time_machine
from django.db import models
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from hub.alerts.models import Acknowledgement, Alert, AlertRule, AlertTemplate, ScreenRecord
from hub.people.models import User
from hub.schedule.jobs import registered
from tests import world as cast
from tests.alerts.conftest import TITLE, sent, written


def work(at):
    autodiscover_modules("jobs")
    for name in ("alerts.jobs.send_planned_drills", "alerts.jobs.forget_screens"):
        registered[name].run(at)


def planned(world, client_of, at):
    alert = written(world, is_drill=True)
    said = {"seen": "1", "at": timezone.localtime(at).strftime("%d.%m.%Y %H.%M")}
    assert client_of(world.sara).post(f"/alerts/{alert.pk}/send/", said).status_code == 302
    alert.refresh_from_db()
    return alert


def test_a_planned_drill_goes_out_at_its_minute_and_once(world, client_of):
    at = timezone.now() + timedelta(hours=3)
    alert = planned(world, client_of, at)
    work(at - timedelta(minutes=2))
    assert alert.state == "planned" and not Alert.objects.in_force().exists()
    for _n in range(2):
        work(at + timedelta(minutes=1))
    assert Alert.objects.in_force().get() == alert


def test_a_planned_drill_waits_for_the_second_person(world, client_of):
    AlertRule.put(world.top, True, world.sara)
    at = timezone.now() + timedelta(hours=3)
    alert = planned(world, client_of, at)
    work(at + timedelta(minutes=1))
    assert not Alert.objects.in_force().exists()
    world.top.give("crisis_lead", world.helge, None)
    client_of(world.helge).post(f"/alerts/{alert.pk}/send/", {"seen": "1"})
    work(at + timedelta(minutes=2))
    assert Alert.objects.in_force().get() == alert


def test_a_real_alert_is_not_planned(world, client_of):
    alert = written(world)
    client_of(world.sara).post(f"/alerts/{alert.pk}/send/", {"seen": "1", "at": "01.01.2099 10.00"})
    alert.refresh_from_db()
    assert alert.state == "sent", "there is no such field for it"


def test_the_report_says_how_quickly_and_by_how_many_and_compares(world, client_of):
    began = timezone.now()
    with time_machine.travel(began, tick=False) as clock:
        first = sent(world, is_drill=True, title="Øvelse en")
        for person, after in ((world.kari, 10), (world.amina, 20), (world.ola, 90)):
            clock.move_to(began + timedelta(seconds=after))
            Acknowledgement.give(first, person, 1)
        Acknowledgement.give(first, world.kari, 1)
        first.end(world.sara, "Over")
        clock.move_to(began + timedelta(days=1))
        second = sent(world, is_drill=True, title="Øvelse to")
    client = client_of(world.sara)
    page = client.get(f"/alerts/{first.pk}/report/").content.decode()
    assert 'data-people="12" data-read="3"' in page and "10 s" in page and "20 s" in page and "1 min 30 s" in page
    assert "Øvelse en" in client.get(f"/alerts/{second.pk}/report/").content.decode()
    drills = client.get("/alerts/drills/").content.decode()
    assert f'data-drill="{first.pk}"' in drills and f'data-drill="{second.pk}"' in drills
    lines = client.get("/alerts/drills.csv").content.decode("utf-8-sig").splitlines()
    assert lines[2].startswith("Øvelse en;") and ";12;3;25.0 %;10;20;90;" in lines[2]
    assert client_of(world.kari).get("/alerts/drills/").status_code == 404


def test_the_log_of_screens_cannot_name_a_person(world):
    leads = {field.related_model for field in ScreenRecord._meta.get_fields() if field.is_relation}
    assert User not in leads and not any(isinstance(f, models.IPAddressField) for f in ScreenRecord._meta.get_fields())
    for person in User.objects.all():
        client = Client()
        client.force_login(person)
        alert = Alert.objects.first() or sent(world)
        client.post("/alerts/shown/", {"shown": f"{alert.pk}:1", "ago": "10"})
    rows = list(ScreenRecord.objects.all())
    assert len(rows) == len(cast.PEOPLE) and all(row.unit is None for row in rows), "no unit has ten people here"
    kept = {str(value) for row in ScreenRecord.objects.values() for value in row.values()}
    told = [person.number for person in User.objects.all()] + [person.name for person in User.objects.all()]
    assert not kept & set(told)


def test_a_screen_is_kept_once_for_each_version_and_for_thirty_days(world):
    alert, client = sent(world), Client()
    for _n in range(2):
        client.post("/alerts/shown/", {"shown": f"{alert.pk}:1", "ago": "10"})
    alert.update(world.sara, "Mer")
    client.post("/alerts/shown/", {"shown": f"{alert.pk}:2", "ago": "10"})
    assert sorted(ScreenRecord.objects.values_list("version", flat=True)) == [1, 2]
    assert len(set(ScreenRecord.objects.values_list("screen", flat=True))) == 1
    work(timezone.now() + timedelta(days=31))
    assert not ScreenRecord.objects.exists()


@pytest.mark.parametrize("said", [{}, {"shown": "x"}, {"shown": "1:1", "ago": "-1"}, {"shown": "999:1", "ago": "1"}])
def test_nonsense_from_a_screen_is_not_kept(world, said):
    sent(world)
    assert Client().post("/alerts/shown/", said).status_code == 204
    assert not ScreenRecord.objects.exists()


def test_a_screen_outside_the_area_tells_nothing(world, client_of):
    alert = sent(world, [world.lokentunet], on_screens=False)
    for client in (client_of(world.siri), Client()):
        client.post("/alerts/shown/", {"shown": f"{alert.pk}:1", "ago": "1"})
    assert not ScreenRecord.objects.exists()


def test_in_a_red_alert_the_front_page_is_the_preparedness_page(world, client_of):
    alert = sent(world, [world.helse], page=world.school_page)
    text = f"{cast.TEXT} {world.school_page.title}"
    assert text in client_of(world.amina).get("/").content.decode()
    assert text not in client_of(world.siri).get("/").content.decode()
    alert.end(world.sara, "Over")
    assert text not in client_of(world.amina).get("/").content.decode()


def test_templates_are_kept_used_changed_and_deleted(world, client_of):
    client = client_of(world.siri)
    said = {"name": "Brann", "level": "orange", "title": TITLE, "text": "", "instructions": "Gå ut", "page": ""}
    assert client.post("/alerts/templates/", said).status_code == 302
    made = AlertTemplate.objects.get()
    page = client_of(world.sara).get(f"/alerts/new/?template={made.pk}").content.decode()
    assert TITLE in page and "Gå ut" in page
    client.post(f"/alerts/templates/{made.pk}/", said | {"name": "Brann inne"})
    assert AlertTemplate.objects.get().name == "Brann inne"
    assert client_of(world.kari).post(f"/alerts/templates/{made.pk}/delete/").status_code == 404
    client.post(f"/alerts/templates/{made.pk}/delete/")
    assert not AlertTemplate.objects.exists()


def test_a_page_costs_no_query_more_while_nothing_is_in_force(world, client_of, django_assert_max_num_queries):
    client = client_of(world.amina)
    client.get("/")
    with django_assert_max_num_queries(8):
        client.get("/")
