"""The front page: what matters to me first."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Membership, Page, Role, Unit
from tests import world as cast


@pytest.fixture
def world(db):
    cache.clear()
    return cast.build()


@pytest.fixture
def front(client_of):
    return lambda person: client_of(person).get("/").context["front"]


def waiting(front, person):
    return [(thing.kind, thing.unit.name) for thing in front(person).open_things]


def test_my_units_are_shown_with_their_leaders(world, front):
    Membership.objects.create(user=world.amina, unit=world.hjemme, title="vikar")
    assert [(unit, unit.leader) for unit in front(world.amina).units] == [
        (world.hjemme, world.nils),
        (world.kjokken, None),
    ]
    User.objects.filter(pk=world.nils.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    assert [unit.leader for unit in front(world.amina).units] == [None, None]


def test_a_post_that_has_ended_is_no_unit_of_mine(world, front):
    Membership.objects.filter(user=world.amina).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert front(world.amina).units == []


def test_news_where_i_work_stand_apart_from_those_of_the_municipality(world, front):
    shown = front(world.eva)
    assert shown.unit_news == [world.narrow_page, world.open_page] and shown.news == [world.school_page]
    shown = front(world.sara)
    assert shown.unit_news == [world.school_page] and shown.news == [world.open_page]


def test_what_i_may_not_read_or_is_taken_down_is_no_news(world, front):
    seen = lambda person: {*front(person).unit_news, *front(person).news}  # noqa: E731
    assert world.narrow_page in seen(world.amina) and world.narrow_page not in seen(world.sara)
    assert world.draft_page not in seen(world.ola)
    Page.objects.filter(pk=world.open_page.pk).update(unpublish_at=timezone.now())
    assert world.open_page not in seen(world.ola) | seen(world.sara)


def test_my_drafts_wait_for_me_until_they_are_published(world, front):
    assert waiting(front, world.ola) == [("draft", "Løkentunet")]
    assert waiting(front, world.eva) == [] and waiting(front, world.sara) == []
    world.draft_page.publish(world.eva)
    assert waiting(front, world.ola) == []
    draft = world.open_page.draft
    world.open_page.save_draft("Vaktordninger 2", "<p>nytt</p>", world.ola, draft.number)
    assert [thing.title for thing in front(world.ola).open_things] == ["Vaktordninger 2"]


def test_a_draft_in_a_unit_where_i_no_longer_write_does_not_wait(world, front):
    world.lokentunet.take(Role.EDITOR, world.ola, None)
    assert waiting(front, world.ola) == []


def test_pages_that_are_due_wait_for_their_owner_and_else_for_the_chief_editor(world, front):
    Page.objects.filter(pk=world.open_page.pk).update(review_on=timezone.localdate())
    assert waiting(front, world.eva) == [("due", "Løkentunet")]
    assert ("due", "Løkentunet") not in waiting(front, world.ola) + waiting(front, world.kari)
    Page.objects.filter(pk=world.open_page.pk).update(owner=world.ola)
    assert ("due", "Løkentunet") in waiting(front, world.ola) and waiting(front, world.eva) == []


def test_a_vacant_post_of_chief_editor_waits_for_those_who_lead_the_unit(world, front):
    assert waiting(front, world.kari) == []
    world.lokentunet.take(Role.CHIEF_EDITOR, world.eva, None)
    assert waiting(front, world.kari) == waiting(front, world.dag) == [("vacant", "Løkentunet")]
    assert waiting(front, world.rita) == [] and waiting(front, world.sara) == []


def test_an_empty_municipality_is_inviting(db, client_of):
    cache.clear()
    answer = client_of(User.objects.create(number="1", given_name="Første"))
    assert 'id="empty"' in answer.get("/").content.decode()


def test_queries_are_at_most_eight_and_do_not_grow(world, client_of):
    def queries(person):
        client = client_of(person)
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    few = [queries(person) for person in (world.kari, world.ola, world.sara)]
    for number in range(20):
        unit = Unit.objects.create(name=f"Enhet {number}", parent=world.top)
        for person in (world.kari, world.ola, world.sara):
            Membership.objects.create(user=person, unit=unit)
        unit.give(Role.LEADER, world.kari, None)
        unit.give(Role.EDITOR, world.ola, None)
        cast.publish(unit, f"Nyhet {number}", world.eva)
        Page.start(unit, f"Kladd {number}", world.ola)
    assert [queries(person) for person in (world.kari, world.ola, world.sara)] == few
    assert max(few) <= 8
    assert len(waiting(lambda person: client_of(person).get("/").context["front"], world.ola)) == 21


def test_the_way_to_the_profile_is_for_those_who_keep_it(world, client_of):
    for person, sees in {"siri": True, "ivar": True, "rita": False, "eva": False, "kari": False, "sara": False}.items():
        assert ('href="/profile/"' in client_of(getattr(world, person)).get("/").content.decode()) is sees, person


def test_signed_out_one_is_sent_to_sign_in(db, client):
    assert "sign-in" in client.get("/")["Location"]


def test_the_place_one_is_at_is_marked(world, client_of):
    def marked(path):
        places = client_of(world.sara).get(path).context["navigation"]
        return [place[1] for place in places if place[2]]

    assert marked("/") == ["/"]
    assert marked("/units/") == marked(f"/units/{world.top.pk}/") == ["/units/"]
    assert marked("/people/") == marked(f"/people/{world.sara.pk}/") == ["/people/"]


def test_everybody_gets_robots_manifest_icon_and_the_statement(db, client):
    cache.clear()
    assert b"Disallow: /\n" in client.get("/robots.txt").content
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"
    assert client.get("/favicon.ico")["Content-Type"] == "image/png"
    assert 'id="no-statement"' in client.get("/accessibility/").content.decode()
    for path in ("/robots.txt", "/manifest.webmanifest", "/accessibility/"):
        assert client.post(path).status_code == 405
