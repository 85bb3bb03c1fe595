"""The communication plan of a project: rows, what becomes of them, who is reminded, and who may see it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.projects.models import MediaChecklist, PlanRow
from hub.units.models import Notice
from tests.projects.conftest import start

pytestmark = pytest.mark.django_db
ROW = {"audience": "Nattevaktene", "message": "Alarmene kommer\n<b>til deg</b>", "channel": "notice"}


@pytest.fixture
def row(world, room):
    return PlanRow.add(room, world.kari, responsible=world.amina, due_on=timezone.localdate(), **ROW)


def state(row):
    return PlanRow.objects.with_state().get(pk=row.pk).now


def shown(client, room):
    return client.get(f"/rooms/{room.pk}/plan/").content.decode()


def test_members_write_rows_and_readers_read_them(world, client_of, room):
    amina = client_of(world.amina)
    for _again in range(2):  # a double click
        amina.post(f"/rooms/{room.pk}/plan/", {**ROW, "responsible": "1006", "due_on": "30.11.2026", "key": "k"})
    row = PlanRow.objects.get()
    assert (row.responsible, str(row.due_on), state(row)) == (world.kari, "2026-11-30", "planned")
    assert "Nattevaktene" in shown(client_of(world.sara), room)
    assert client_of(world.sara).post(f"/rooms/{room.pk}/plan/", ROW).status_code == 404
    assert client_of(world.ola).get(f"/rooms/{room.pk}/plan/").status_code == 404
    amina.post(f"/rooms/plan/{row.pk}/", {**ROW, "audience": "Alle", "channel": "meeting"})
    row.refresh_from_db()
    assert (row.audience, row.channel, row.responsible) == ("Alle", "meeting", None)
    assert client_of(world.sara).post(f"/rooms/plan/{row.pk}/remove/").status_code == 404
    amina.post(f"/rooms/plan/{row.pk}/remove/")
    assert not PlanRow.objects.exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(world, client_of, room):
    wrong = {**ROW, "responsible": "1008"}  # has no seat
    answer = client_of(world.amina).post(f"/rooms/{room.pk}/plan/", wrong)
    assert answer.status_code == 422 and "Nattevaktene" in answer.content.decode() and not PlanRow.objects.exists()


def test_rows_are_ticked_off_by_hand(world, client_of, row):
    amina = client_of(world.amina)
    amina.post(f"/rooms/plan/{row.pk}/move/", {"state": "done"})
    row.refresh_from_db()
    assert (state(row), row.done_by) == ("done", world.amina)
    amina.post(f"/rooms/plan/{row.pk}/move/", {"state": "doing"})
    row.refresh_from_db()
    assert (state(row), row.done_by) == ("doing", None)


def test_a_row_becomes_a_notice_with_one_press_and_is_ticked_off_when_that_is_sent(world, client_of, room, row):
    kari = client_of(world.kari)
    answer = kari.post(f"/rooms/plan/{row.pk}/notice/")
    notice = Notice.objects.get(unit=world.lokentunet, title="Alarmene kommer")
    assert answer.headers["Location"] == f"/notices/{notice.pk}/edit/"
    assert notice.sent_at is None and "<b>" not in notice.body and "til deg" in notice.body
    assert notice.audience.units.get().unit == world.lokentunet, "never for all by accident"
    kari.post(f"/rooms/plan/{row.pk}/notice/")
    assert Notice.objects.filter(title="Alarmene kommer").count() == 1
    assert state(row) == "doing"
    assert f"/notices/{notice.pk}/" not in shown(client_of(world.sara), room), "who may not see it gets no link"
    notice.send(world.kari)
    assert state(row) == "done"
    assert f"/notices/{notice.pk}/" in shown(client_of(world.amina), room)
    kari.post(f"/rooms/plan/{row.pk}/move/", {"state": "planned"})
    assert state(row) == "done"


def test_a_notice_that_is_deleted_leaves_the_row_as_it_was(world, row):
    notice = row.become_notice(world.lokentunet, world.kari, "nb")
    assert state(row) == "doing"
    notice.discard(world.kari)
    assert state(row) == "planned"


def test_those_who_write_for_another_unit_choose_it_and_others_are_told_whom_to_ask(world, client_of, room, row):
    room.seat(world.nils, "member", world.kari)
    answer = client_of(world.nils).post(f"/rooms/plan/{row.pk}/notice/", {"unit": world.lokentunet.pk})
    assert answer.status_code == 422 and not Notice.objects.filter(title="Alarmene kommer").exists()
    client_of(world.nils).post(f"/rooms/plan/{row.pk}/notice/", {"unit": world.hjemme.pk})
    assert Notice.objects.get(title="Alarmene kommer").unit == world.hjemme
    other = PlanRow.add(room, world.kari, audience="x", message="y")
    told = client_of(world.amina).post(f"/rooms/plan/{other.pk}/notice/")
    assert told.status_code == 200 and b"hub-empty" in told.content and not Notice.objects.filter(title="y").exists()


def test_a_row_becomes_news_and_is_ticked_off_as_they_are_told(world, client_of, project, row):
    kari, path = client_of(world.kari), f"/projects/{project.pk}/news/"
    form = kari.get(f"{path}?row={row.pk}").content.decode()
    assert "Alarmene kommer" in form and f'name="row" value="{row.pk}"' in form
    assert client_of(world.amina).get(f"{path}?row={row.pk}").status_code == 404
    kari.post(path, {"title": "Nytt", "body": "Tekst", "row": row.pk, "key": "k"})
    row.refresh_from_db()
    assert (row.news.title, state(row)) == ("Nytt", "done")
    assert "/projects/news/" in shown(kari, project.room)


def test_a_row_of_another_room_is_not_news_here(world, client_of, project):
    theirs = start(world, "Et annet")
    other = PlanRow.add(theirs.room, world.kari, audience="x", message="Der borte")
    page = client_of(world.kari).get(f"/projects/{project.pk}/news/?row={other.pk}").content.decode()
    assert "Der borte" not in page
    assert client_of(world.kari).get(f"/projects/{project.pk}/news/?row=nonsense").status_code == 200


def test_ready_rows_are_added_with_one_press(world, client_of, room, project):
    amina, path = client_of(world.amina), f"/rooms/{room.pk}/plan/ready/"
    assert client_of(world.sara).post(path, {"which": "whole"}).status_code == 404
    for _again in range(2):
        amina.post(path, {"which": "whole", "key": "k"})
    assert PlanRow.objects.count() == 11
    assert all(row.due_on is None or row.due_on >= timezone.localdate() for row in PlanRow.objects.all())
    amina.post(path, {"which": "nonsense"})
    assert PlanRow.objects.count() == 11 and not MediaChecklist.objects.exists()


def test_the_checklist_for_the_media_comes_with_its_row_and_is_the_rooms(world, client_of, room, project):
    amina = client_of(world.amina)
    amina.post(f"/rooms/{room.pk}/plan/ready/", {"which": "media"})
    row = PlanRow.objects.get()
    assert row.media.answered == 0
    assert client_of(world.sara).post(f"/rooms/plan/{row.pk}/media/", {"speaker": "Kari"}).status_code == 404
    amina.post(f"/rooms/plan/{row.pk}/media/", {"speaker": "Bare Kari", "matter": "Alarmer"})
    assert MediaChecklist.objects.get().answered == 2
    assert "Bare Kari" in shown(client_of(world.sara), room)
    project.show_plan(True, world.kari)
    page = client_of(world.ola).get(project.get_absolute_url()).content.decode()
    assert row.audience in page and "Bare Kari" not in page


def test_the_plan_stands_on_the_open_page_when_those_who_lead_say_so(world, client_of, project, room, row):
    ola, path = client_of(world.ola), f"/rooms/{room.pk}/plan/shown/"
    assert "Nattevaktene" not in ola.get(project.get_absolute_url()).content.decode()
    assert client_of(world.amina).post(path, {"on": "1"}).status_code == 404
    client_of(world.kari).post(path, {"on": "1"})
    page = ola.get(project.get_absolute_url()).content.decode()
    assert "Nattevaktene" in page and f"/rooms/plan/{row.pk}/" not in page
    assert ola.get(f"/rooms/{room.pk}/plan/").status_code == 404
    client_of(world.kari).post(path)
    assert "Nattevaktene" not in ola.get(project.get_absolute_url()).content.decode()


def test_a_plan_of_many_rows_costs_what_one_of_few_costs(world, client_of, room, django_assert_max_num_queries):
    for number in range(20):
        row = PlanRow.add(room, world.kari, audience=f"nr {number}", message="x", responsible=world.amina)
        row.become_notice(world.lokentunet, world.kari, "nb")
    client = client_of(world.kari)
    client.get(f"/rooms/{room.pk}/plan/")
    with django_assert_max_num_queries(8):
        client.get(f"/rooms/{room.pk}/plan/")


# Who is reminded


def waits(client):
    groups = client.get("/waiting/").context["groups"]
    return {group.source.kind: [thing.title for thing in group.things] for group in groups}


def test_those_who_see_to_a_row_or_a_task_are_reminded_a_week_before(world, client_of, room, row):
    later = timezone.localdate() + timedelta(days=8)
    PlanRow.add(room, world.kari, audience="Seinere", message="x", responsible=world.amina, due_on=later)
    room.tasks.create(title="Bestill", responsible=world.amina, due_on=later - timedelta(days=1), made_by=world.kari)
    room.tasks.create(title="Uten dag", responsible=world.amina, made_by=world.kari)
    amina = client_of(world.amina)
    assert waits(amina) == {"plan": ["Nattevaktene: Alarmene kommer"], "task": ["Bestill"]}
    assert waits(client_of(world.kari)) == {}
    assert re.search(r'hub-bell__count" aria-hidden="true">2<', amina.get("/").content.decode())
    row.move("done", world.amina)
    assert waits(amina) == {"task": ["Bestill"]}
    room.seat(world.amina, "reader", world.kari)
    assert waits(amina) == {}


def test_an_archived_room_reminds_nobody(world, client_of, room, row):
    room.archive(world.kari)
    assert waits(client_of(world.amina)) == {}
