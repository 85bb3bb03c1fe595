"""Projects as everybody reads of them: who starts, sees, changes and tells."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.projects.models import Milestone, News, Project
from hub.projects.timeline import timeline
from tests.projects.conftest import start

pytestmark = pytest.mark.django_db
FORM = {"title": "Nytt tak", "goal": "Tørre gulv", "state": "planned", "starts_on": "01.12.2026", "reach": "open"}


def test_whoever_writes_for_a_unit_starts_a_project_and_leads_its_room(world, client_of):
    answer = client_of(world.ola).post(f"/projects/unit/{world.lokentunet.pk}/new/", {**FORM, "key": "a"})
    made = Project.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert (made.room.title, made.owner, made.room.allows(world.ola, "lead")) == ("Nytt tak", world.ola, True)
    client_of(world.ola).post(f"/projects/unit/{world.lokentunet.pk}/new/", {**FORM, "key": "a"})  # a double click
    assert client_of(world.sara).post(f"/projects/unit/{world.lokentunet.pk}/new/", FORM).status_code == 404
    assert Project.objects.count() == 1


def test_what_is_wrong_is_said_beside_its_field_and_kept(world, client_of):
    wrong = {**FORM, "ends_on": "01.11.2026", "owner": "9999"}
    answer = client_of(world.ola).post(f"/projects/unit/{world.lokentunet.pk}/new/", wrong)
    said = answer.content.decode()
    assert answer.status_code == 422 and not Project.objects.exists()
    assert "Prosjektet kan ikke slutte før det begynner." in said and "ansattnummeret" in said and "Tørre gulv" in said


def test_everybody_reads_of_a_project_and_its_members_alone_of_a_hidden_one(world, client_of):
    known, hidden = start(world, "Kjent"), start(world, "Hemmelig", is_hidden=True)
    for who, sees in [(world.sara, True), (world.amina, True), (world.ola, False), (world.rita, False)]:
        client = client_of(who)
        assert client.get(known.get_absolute_url()).status_code == 200
        assert (client.get(hidden.get_absolute_url()).status_code == 200) is sees
        assert ("Hemmelig" in client.get("/projects/").content.decode()) is sees
    assert not hidden.room.is_open


def test_those_who_lead_change_it_and_nobody_above_them(world, client_of, project):
    changed = {**FORM, "title": "Nytt navn", "reach": "members"}
    for who in (world.rita, world.helge, world.amina):
        assert client_of(who).post(f"/projects/{project.pk}/edit/", changed).status_code == 404
    assert client_of(world.kari).post(f"/projects/{project.pk}/edit/", changed).status_code == 302
    project = Project.objects.get()
    assert (project.room.title, project.room.is_open, project.owner) == ("Nytt navn", False, world.kari)


def test_milestones_are_set_reached_and_taken_away(world, client_of, project):
    kari, sara = client_of(world.kari), client_of(world.sara)
    wanted = {"title": "Anskaffelse ferdig", "due_on": "01.10.2026"}
    assert sara.post(f"/projects/{project.pk}/milestones/", wanted).status_code == 404
    kari.post(f"/projects/{project.pk}/milestones/", wanted)
    milestone = Milestone.objects.get()
    assert sara.post(f"/projects/milestones/{milestone.pk}/reach/", {"on": "1"}).status_code == 404
    kari.post(f"/projects/milestones/{milestone.pk}/reach/", {"on": "1"})
    assert Milestone.objects.get().reached_on == timezone.localdate()
    assert "Anskaffelse ferdig" in sara.get(project.get_absolute_url()).content.decode()
    kari.post(f"/projects/milestones/{milestone.pk}/remove/")
    assert not Milestone.objects.exists()


def test_news_are_told_by_those_who_lead_and_talked_about_by_all(world, client_of, project):
    said = {"title": "Sone nord er i gang", "body": "Det gikk bra.\n\n<script>x</script>"}
    assert client_of(world.amina).post(f"/projects/{project.pk}/news/", said).status_code == 404
    client_of(world.kari).post(f"/projects/{project.pk}/news/", said)
    news = News.objects.get()
    assert "<script" not in news.body
    client_of(world.nils).post(f"/dialogue/{news.thread_id}/write/", {"body": "Når kommer det til oss?"})
    assert "Når kommer det til oss?" in client_of(world.sara).get(news.get_absolute_url()).content.decode()


def test_the_time_line_holds_every_project_and_today(world):
    today = timezone.localdate()
    first = start(world, "Første", starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))
    second = start(world, "Uten slutt", starts_on=today)
    milestone = first.plan("Halvveis", today, world.kari)
    drawn = timeline([(first, [milestone]), (second, [])])
    assert [line.is_open for line in drawn.lines] == [False, True]
    for line in drawn.lines:
        assert 0 <= line.x <= line.x + line.width <= 1004
    assert drawn.lines[0].marks[0].x == drawn.today
    assert timeline([]) is None
