"""When readers get to see a text, versions and back, and the settings of a page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.units.jobs import publish_and_take_down
from hub.units.models import Audience, Page, PageFile
from tests import world as cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast.build()


def text(page, body="<p>Ny tekst</p>", **more):
    """What the form sends."""
    draft = Page.objects.get(pk=page.pk).draft
    return {"title": draft.title, "body": body, "seen": draft.number, "key": "fane-1", **more}


def url(page, place=""):
    return f"/pages/{page.pk}/{place}"


def test_publishing_shows_the_text_to_readers_and_plans_the_next_review(world, client_of):
    page = world.draft_page
    assert client_of(world.sara).get(url(page)).status_code == 404
    answer = client_of(world.eva).post(url(page, "publish/"), {"when": "now", "seen": 1, "note": "Ferdig"})
    assert answer["Location"] == url(page)
    page.refresh_from_db()
    assert "utkast" in client_of(world.sara).get(url(page)).content.decode()
    assert (page.review_on - timezone.localdate()).days == 365 and page.current.note == "Ferdig"
    client_of(world.ola).post(url(page, "edit/"), text(page, "<p>neste</p>"))
    assert "neste" not in client_of(world.sara).get(url(page)).content.decode()


def test_a_text_that_one_has_not_read_is_not_published(world, client_of):
    page = world.draft_page
    client_of(world.ola).post(url(page, "edit/"), text(page, "<p>i siste liten</p>"))
    answer = client_of(world.eva).post(url(page, "publish/"), {"when": "now", "seen": 1})
    assert answer.status_code == 422 and not Page.objects.get(pk=page.pk).is_live
    assert answer.context["form"]["seen"].value() == "2"


def test_a_picture_without_words_stops_publishing_by_its_name(world, client_of):
    page = world.draft_page
    picture = PageFile.objects.create(
        page=page, name="brannplan.png", content_type="image/png", size=1, added_by=world.ola
    )
    body = f'<figure><img src="{picture.get_absolute_url()}" alt=" "></figure>'
    client_of(world.ola).post(url(page, "edit/"), text(page, body))
    eva = client_of(world.eva)
    assert "brannplan.png" in eva.get(url(page, "publish/")).content.decode()
    answer = eva.post(url(page, "publish/"), {"when": "now", "seen": 2})
    assert answer.status_code == 422 and not Page.objects.get(pk=page.pk).is_live
    client_of(world.ola).post(url(page, "edit/"), text(page, body.replace('" "', '"Plan over 2. etasje"')))
    assert eva.post(url(page, "publish/"), {"when": "now", "seen": 3}).status_code == 302


def test_a_picture_of_another_page_stops_publishing(world, client_of):
    picture = PageFile.objects.create(
        page=world.open_page, name="a.png", content_type="image/png", size=1, added_by=world.ola
    )
    body = f'<img src="{picture.get_absolute_url()}" alt="En plan">'
    client_of(world.ola).post(url(world.draft_page, "edit/"), text(world.draft_page, body))
    answer = client_of(world.eva).post(url(world.draft_page, "publish/"), {"when": "now", "seen": 2})
    assert answer.status_code == 422


def test_a_page_goes_up_and_comes_down_to_the_minute(world, client_of):
    page, start = world.draft_page, datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        sent = {"when": "later", "at": "24.11.2026 09.41", "until": "24.11.2026 10.15", "seen": 1}
        assert client_of(world.eva).post(url(page, "publish/"), sent).status_code == 302
        client_of(world.ola).post(url(page, "edit/"), text(page, "<p>senere</p>"))
        seen = []
        for minute in [*range(36, 46), *range(70, 80)]:
            clock.move_to(start + timedelta(minutes=minute))
            publish_and_take_down(timezone.now())
            if client_of(world.sara).get(url(page)).status_code == 200:
                seen.append(timezone.localtime().strftime("%H.%M"))
        assert seen[0] == "09.41" and seen[-1] == "10.14" and len(seen) == 10
    page.refresh_from_db()
    published = page.revisions.get(kind="published")
    assert "utkast" in published.body and published.by == world.eva  # the text as it was when it was planned
    assert page.current is None and page.publish_at is None


def test_a_page_comes_down_to_the_minute_even_while_the_worker_is_away(world, client_of):
    start = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        world.open_page.schedule(None, start + timedelta(minutes=5), world.eva)
        clock.move_to(start + timedelta(minutes=4, seconds=59))
        assert client_of(world.sara).get(url(world.open_page)).status_code == 200
        clock.move_to(start + timedelta(minutes=5))
        assert client_of(world.sara).get(url(world.open_page)).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"at": ""},
        {"at": "i morgen"},
        {"at": "01.01.2020 10.00"},
        {"at": "24.11.2090 10.00", "until": "23.11.2090 10.00"},
    ],
)
def test_an_impossible_plan_is_said_and_nothing_is_planned(world, client_of, sent):
    answer = client_of(world.eva).post(url(world.draft_page, "publish/"), {"when": "later", "seen": 1, **sent})
    assert answer.status_code == 422 and answer.context["form"].errors
    assert Page.objects.get(pk=world.draft_page.pk).publish_at is None


def test_a_page_that_fails_does_not_keep_the_others_waiting(world, monkeypatch):
    past = timezone.now() - timedelta(minutes=1)
    world.draft_page.schedule(timezone.now() + timedelta(hours=1), None, world.eva)
    Page.objects.filter(pk=world.draft_page.pk).update(publish_at=past)
    Page.objects.filter(pk=world.open_page.pk).update(unpublish_at=past)
    real = Page._keep_schedule
    monkeypatch.setattr(
        Page, "_keep_schedule", lambda page, now: 1 / 0 if page.pk == world.draft_page.pk else real(page, now)
    )
    assert Page.keep_schedule() == 1


def test_withdrawn_is_gone_for_readers_and_kept_for_writers(world, client_of):
    client_of(world.eva).post(url(world.open_page, "withdraw/"))
    assert client_of(world.sara).get(url(world.open_page)).status_code == 404
    assert "Tekst om" in client_of(world.ola).get(url(world.open_page)).content.decode()


def test_two_versions_are_compared_word_by_word_in_words_and_signs(world, client_of):
    page = world.open_page
    client_of(world.ola).post(url(page, "edit/"), text(page, "<p>Tekst om nye Vaktordninger.</p><p>Ring 4420.</p>"))
    content = client_of(world.ola).get(url(page, "history/compare/?old=1&new=0")).content.decode()
    assert "nye </ins>" in content and "Ring 4420.</ins>" in content and '<ins><span class="ds-sr-only">' in content
    back = client_of(world.ola).get(url(page, "history/compare/?old=0&new=1")).content.decode()
    assert "Ring 4420.</del>" in back
    assert client_of(world.ola).get(url(page, "history/compare/?old=x")).status_code == 302
    assert client_of(world.ola).get(url(page, "history/compare/?old=77&new=0")).status_code == 404


def test_an_old_version_becomes_the_draft_and_the_text_it_replaces_is_kept(world, client_of):
    page = world.open_page
    client_of(world.ola).post(url(page, "edit/"), text(page, "<p>Ny og dårligere</p>"))
    client_of(world.ola).post(url(page, "history/1/restore/"))
    page = Page.objects.get(pk=page.pk)
    assert page.draft.body == "<p>Tekst om Vaktordninger.</p>"
    assert page.revisions.filter(body="<p>Ny og dårligere</p>").exists()
    assert client_of(world.ola).post(url(page, "history/99/restore/")).status_code == 404


def test_a_version_of_another_page_is_not_reached_through_mine(world, client_of):
    number = world.school_page.revisions.get().number
    assert client_of(world.ola).get(url(world.school_page, f"history/{number}/")).status_code == 404


def test_only_a_draft_that_nobody_has_read_is_deleted(world, client_of):
    ola = client_of(world.ola)
    world.draft_page.schedule(timezone.now() + timedelta(days=1), None, world.eva)
    ola.post(url(world.draft_page, "delete/"))
    assert Page.objects.filter(pk=world.draft_page.pk).exists()  # somebody who may has decided that it be published
    client_of(world.eva).post(url(world.draft_page, "unschedule/"))
    ola.post(url(world.draft_page, "delete/"))
    ola.post(url(world.open_page, "delete/"))
    assert not Page.objects.filter(pk=world.draft_page.pk).exists()
    assert Page.objects.filter(pk=world.open_page.pk).exists()


def settings_of(page, **more):
    rows = {"units-TOTAL_FORMS": "2", "units-INITIAL_FORMS": "0", "units-0-unit": "", "units-1-unit": ""}
    return {"order": "100", "language": page.language, "reach": "everybody", **rows, **more}


def test_a_page_is_narrowed_and_opened_and_says_how_many_it_reaches(world, client_of):
    page, eva = world.open_page, client_of(world.eva)
    narrow = {"reach": "narrowed", "units-0-unit": world.lokentunet.pk, "units-0-with_below": "no"}
    counted = eva.post(url(page, "settings/"), settings_of(page, then="count", **narrow))
    assert counted.context["people"] == 4 and Page.objects.get(pk=page.pk).audience is None
    assert eva.post(url(page, "settings/"), settings_of(page, **narrow)).status_code == 302
    assert client_of(world.sara).get(url(page)).status_code == client_of(world.amina).get(url(page)).status_code == 404
    assert client_of(world.kari).get(url(page)).status_code == 200
    wide = narrow | {"units-0-with_below": "yes"}
    assert eva.post(url(page, "settings/"), settings_of(page, **wide)).status_code == 302
    assert client_of(world.amina).get(url(page)).status_code == 200
    assert eva.get(url(page, "settings/")).context["people"] == 5
    assert eva.post(url(page, "settings/"), settings_of(page)).status_code == 302
    assert client_of(world.sara).get(url(page)).status_code == 200
    assert not Audience.objects.filter(page=None).exists()


def test_whom_a_page_with_readers_is_for_is_not_the_editors_to_change(world, client_of):
    ola, narrow = client_of(world.ola), {"reach": "narrowed", "units-0-unit": world.kjokken.pk, "review_on": "1.2.2040"}
    for page, narrowed in ((world.open_page, False), (world.draft_page, True)):
        sent = settings_of(page, owner="1008", **narrow)
        assert ola.post(url(page, "settings/"), sent).status_code == 302
        page.refresh_from_db()
        assert page.owner == world.ola and (page.audience is not None) == narrowed == (
            page.review_on is not None and page.review_on.year == 2040
        )
    shown = ola.get(url(world.open_page, "settings/")).content.decode()
    assert 'id="closed-fields"' in shown and 'value="count"' not in shown
    world.narrow_page.refresh_from_db()
    assert ola.post(url(world.narrow_page, "settings/"), settings_of(world.narrow_page)).status_code == 302
    assert client_of(world.sara).get(url(world.narrow_page)).status_code == 404


def test_a_page_under_one_that_is_moved_does_not_take_its_readers_along_by_an_editor(world, client_of):
    parent = Page.start(world.lokentunet, "Mappe", world.ola)
    Page.objects.filter(pk=world.open_page.pk).update(parent=parent)
    assert client_of(world.ola).post(url(parent, "move/"), {"unit": world.kjokken.pk}).status_code == 422
    assert Page.objects.get(pk=parent.pk).unit == world.lokentunet


def test_a_page_is_narrowed_to_roles(world, client_of):
    page = world.open_page
    client_of(world.eva).post(url(page, "settings/"), settings_of(page, reach="narrowed", roles=["leader"]))
    assert client_of(world.nils).get(url(page)).status_code == 200
    assert client_of(world.sara).get(url(page)).status_code == 404


@pytest.mark.parametrize(
    "fault",
    [
        {"reach": "narrowed"},
        {"owner": "Nobody At All"},
        {"owner": "a"},
        {"language": "xx"},
        {"order": "mange"},
        {"parent": "999999"},
        {"units-0-unit": "999999", "reach": "narrowed"},
        {"units-TOTAL_FORMS": "1000"},
        {"review_on": "i fjor"},
    ],
)
def test_faults_in_the_settings_are_said_and_nothing_is_saved(world, client_of, fault):
    page = world.open_page
    answer = client_of(world.eva).post(url(page, "settings/"), settings_of(page, **fault))
    assert answer.status_code == 422 and 'id="error-summary"' in answer.content.decode()
    assert Page.objects.get(pk=page.pk).audience is None


@pytest.mark.parametrize("typed", ["1008", "ola@dal.example", "Ola Nordmann", " nordmann "])
def test_the_owner_is_written_as_number_address_or_name(world, client_of, typed):
    client_of(world.eva).post(url(world.open_page, "settings/"), settings_of(world.open_page, owner=typed))
    assert Page.objects.get(pk=world.open_page.pk).owner == world.ola


def test_a_page_cannot_lie_under_itself_nor_translate_into_its_own_language(world, client_of):
    child = Page.start(world.lokentunet, "Barn", world.ola, parent=world.open_page)
    ola, page = client_of(world.ola), world.open_page
    assert ola.post(url(page, "settings/"), settings_of(page, parent=child.pk)).status_code == 422
    assert ola.post(url(page, "settings/"), settings_of(page, original=child.pk)).status_code == 422
    assert ola.post(url(page, "settings/"), settings_of(page, original=child.pk, language="en")).status_code == 302


def test_a_page_moves_with_those_under_it_where_one_may_write_in_both_units(world, client_of):
    child = Page.start(world.lokentunet, "Barn", world.ola, parent=world.open_page)
    for person, unit in (
        (world.eva, world.hjemme),
        (world.ola, world.kjokken),
    ):  # no place there; no word in publishing
        assert client_of(person).post(url(world.open_page, "move/"), {"unit": unit.pk}).status_code == 422
    assert client_of(world.eva).post(url(world.open_page, "move/"), {"unit": world.kjokken.pk}).status_code == 302
    assert {Page.objects.get(pk=page.pk).unit for page in (world.open_page, child)} == {world.kjokken}
    assert client_of(world.sara).get(url(world.open_page)).status_code == 200


def test_a_setting_changed_while_another_publishes_is_not_lost(world):
    mine, theirs = Page.objects.get(pk=world.draft_page.pk), Page.objects.get(pk=world.draft_page.pk)
    mine.narrow([(world.kjokken, True)], [])
    theirs.publish(world.eva)
    page = Page.objects.get(pk=world.draft_page.pk)
    assert page.is_live and page.audience is not None


@pytest.mark.parametrize("place", ["publish/", "unschedule/", "withdraw/"])
def test_publishing_is_for_chief_editors_and_leaders(world, client_of, place):
    page = world.open_page
    for person in (world.ola, world.sara, world.nils, world.amina):
        assert client_of(person).post(url(page, place), {"when": "now", "seen": 1}).status_code == 404
    for person in (world.eva, world.kari, world.dag, world.helge):
        assert client_of(person).post(url(page, place), {"when": "now", "seen": 1}).status_code == 302


def test_a_unit_may_let_its_editors_publish_too(world, client_of):
    assert client_of(world.ola).get(url(world.draft_page, "publish/")).status_code == 404
    world.lokentunet.editors_publish = True
    world.lokentunet.save()
    answer = client_of(world.ola).post(url(world.draft_page, "publish/"), {"when": "now", "seen": 1})
    assert answer.status_code == 302 and client_of(world.sara).get(url(world.draft_page)).status_code == 200
