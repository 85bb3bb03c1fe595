"""Pages as they are written: drafts, conflicts, versions, publishing, settings."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.units.compare import merged
from hub.units.jobs import publish_and_take_down
from hub.units.models import Audience, Page, PageEditing, PageFile, PageRevision
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


PLACES = [
    "edit/",
    "preview/",
    "settings/",
    "move/",
    "delete/",
    "history/",
    "history/compare/?old=1&new=0",
    "files/",
    "history/1/",
]


@pytest.mark.parametrize("place", PLACES)
def test_the_writers_places_are_for_writers(world, client_of, place):
    page = world.open_page
    assert client_of(world.ola).get(url(page, place)).status_code == 200
    for outsider in (world.sara, world.nils, world.amina, world.hilde):
        assert client_of(outsider).get(url(page, place)).status_code == 404
    assert client_of().get(url(page, place)).status_code == 302


POSTS = ["draft/", "editing/", "edit/", "settle/", "history/1/restore/", "settings/", "move/", "delete/", "files/"]


@pytest.mark.parametrize("place", POSTS)
def test_nobody_else_changes_anything(world, client_of, place):
    page = world.open_page
    before = list(Page.objects.values()), list(PageRevision.objects.values())
    for outsider in (world.sara, world.nils, world.amina):
        assert client_of(outsider).post(url(page, place), text(page)).status_code == 404
    assert client_of().post(url(page, place), text(page)).status_code == 302
    assert before == (list(Page.objects.values()), list(PageRevision.objects.values()))


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


def test_an_editor_is_told_who_publishes_and_sees_no_button_for_it(world, client_of):
    content = client_of(world.ola).get(url(world.draft_page, "edit/")).content.decode()
    assert 'id="who-publishes"' in content and world.eva.name in content and world.kari.name in content
    assert 'value="publish"' not in content and url(world.draft_page, "publish/") not in content
    assert 'value="publish"' in client_of(world.eva).get(url(world.draft_page, "edit/")).content.decode()


def test_a_new_page_begins_as_a_draft_of_its_unit(world, client_of):
    place = f"/pages/unit/{world.lokentunet.pk}/new/"
    answer = client_of(world.ola).post(place, {"title": "Nøkkelskap", "language": "nn"})
    page = Page.objects.get(title="Nøkkelskap")
    assert answer["Location"] == url(page, "edit/") and page.language == "nn" and not page.is_live
    assert client_of(world.ola).post(place, {"title": "", "language": "nn"}).status_code == 422
    for outsider in (world.sara, world.nils):
        assert client_of(outsider).post(place, {"title": "x", "language": "nb"}).status_code == 404


def test_the_form_alone_saves_says_what_was_taken_out_and_goes_on_where_asked(world, client_of):
    ola, page = client_of(world.ola), world.draft_page
    body = '<h2 onclick="x()">Hei</h2><script>alert(1)</script><p style="color:red">du</p>'
    answer = ola.post(url(page, "edit/"), text(page, body, then="preview"), follow=True)
    assert answer.redirect_chain == [(url(page, "preview/"), 302)]
    assert Page.objects.get(pk=page.pk).draft.body == "<h2>Hei</h2><p>du</p>"
    assert [message.level_tag for message in answer.context["messages"]] == ["success", "warning"]


def test_a_text_typed_without_elements_becomes_paragraphs(world, client_of):
    client_of(world.ola).post(url(world.draft_page, "edit/"), text(world.draft_page, "En\nto\n\nTre & fire"))
    assert Page.objects.get(pk=world.draft_page.pk).draft.body == "<p>En<br>to</p><p>Tre &amp; fire</p>"


def test_a_form_with_faults_keeps_what_was_typed(world, client_of):
    answer = client_of(world.ola).post(
        url(world.draft_page, "edit/"), text(world.draft_page, "<p>Beholdes</p>", title="x" * 201)
    )
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "Beholdes" in content and "x" * 201 in content and 'id="error-summary"' in content


@time_machine.travel(datetime(2026, 11, 24, 13, 32, tzinfo=UTC), tick=False)
def test_the_editor_saves_by_itself_and_says_when(world, client_of):
    page = world.draft_page
    answer = client_of(world.ola).post(url(page, "draft/"), text(page))
    assert answer.status_code == 200
    assert answer.json()["number"] == 2 and "14.32" in answer.json()["said"]


def test_saving_by_itself_answers_faults_and_conflicts_in_words(world, client_of):
    page, ola = world.draft_page, client_of(world.ola)
    assert ola.post(url(page, "draft/"), text(page, title="x" * 201)).status_code == 422
    before = text(page, "<p>Min</p>", key="fane-2")
    client_of(world.eva).post(url(page, "draft/"), text(page, "<p>Evas</p>"))
    answer = ola.post(url(page, "draft/"), before)
    assert answer.status_code == 409 and answer.json()["conflict"] and world.eva.name in answer.json()["said"]
    assert Page.objects.get(pk=page.pk).draft.body == "<p>Evas</p>"
    assert page.revisions.get(kind="aside").body == "<p>Min</p>"


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(world, client_of):
    page, ola = world.draft_page, client_of(world.ola)
    sent = text(page, "<p>En</p>")
    assert ola.post(url(page, "draft/"), sent).status_code == 200
    assert ola.post(url(page, "draft/"), sent).status_code == 200  # the same again
    assert ola.post(url(page, "draft/"), sent | {"body": "<p>En og to</p>"}).status_code == 200  # and written on
    assert ola.post(url(page, "draft/"), sent | {"body": "<p>Tre</p>", "key": "annen fane"}).status_code == 409


def test_two_editors_over_a_hundred_rounds_never_overwrite_each_other_silently(world, client_of):
    page, lost = world.draft_page, 0
    ola, eva = client_of(world.ola), client_of(world.eva)
    for number in range(100):
        first, second = (ola, eva) if number % 2 else (eva, ola)
        mine, theirs = text(page, f"<p>første {number}</p>", key="a"), text(page, f"<p>andre {number}</p>", key="b")
        assert first.post(url(page, "edit/"), mine).status_code == 302
        answer = second.post(url(page, "edit/"), theirs)
        draft = Page.objects.get(pk=page.pk).draft
        shown = answer.content.decode()
        lost += draft.body != f"<p>første {number}</p>" or answer.status_code != 409
        lost += f"første {number}" not in shown or f"andre {number}" not in shown
        lost += not page.revisions.filter(body=f"<p>andre {number}</p>").exists()
    assert lost == 0


@pytest.mark.parametrize("choice, expected", [
    ("mine", "<p>Olas</p>"), ("theirs", "<p>Evas</p>"), ("both", "<p>Evas og Olas</p>"),
])  # fmt: skip
def test_the_writer_settles_two_texts_and_both_are_kept(world, client_of, choice, expected):
    page, ola = world.draft_page, client_of(world.ola)
    before = text(page, "<p>Olas</p>", key="b")
    client_of(world.eva).post(url(page, "edit/"), text(page, "<p>Evas</p>", key="a"))
    first = ola.post(url(page, "edit/"), before).context["form"].initial
    assert "Evas" in first["body"] and "Olas" in first["body"]
    sent = first | {"choice": choice, "body": "<p>Evas og Olas</p>"}
    assert ola.post(url(page, "settle/"), sent)["Location"] == url(page, "edit/")
    page = Page.objects.get(pk=page.pk)
    texts = {page.draft.body, *page.revisions.values_list("body", flat=True)}
    assert page.draft.body == expected and {"<p>Evas</p>", "<p>Olas</p>"} <= texts
    assert not page.revisions.filter(kind="aside").exists()


def test_merging_leaves_nothing_out_and_keeps_boxes_whole():
    theirs = '<p>A</p><aside class="info"><p>Evas</p></aside><p>B</p>'
    mine = '<p>A</p><aside class="info"><p>Olas</p></aside><p>B</p>løst'
    assert merged(theirs, mine) == (
        '<p>A</p><aside class="info"><p>Evas</p></aside><aside class="info"><p>Olas</p></aside><p>B</p>løst'
    )


def test_settling_while_a_third_saves_asks_again(world, client_of):
    page, ola = world.draft_page, client_of(world.ola)
    before = text(page, "<p>Olas</p>", key="b")
    client_of(world.eva).post(url(page, "edit/"), text(page, "<p>Evas</p>", key="a"))
    first = ola.post(url(page, "edit/"), before).context["form"].initial
    client_of(world.kari).post(url(page, "edit/"), text(page, "<p>Karis</p>", key="c"))
    answer = ola.post(url(page, "settle/"), first | {"choice": "mine"})
    assert answer.status_code == 409 and "Karis" in answer.content.decode() and "Olas" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).draft.body == "<p>Karis</p>"


def test_who_writes_here_too_is_seen_for_two_minutes(world, client_of):
    page, start = world.draft_page, datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        client_of(world.ola).post(url(page, "editing/"))
        assert world.ola.name in client_of(world.eva).post(url(page, "editing/")).content.decode()
        assert world.ola.name in client_of(world.eva).get(url(page, "edit/")).content.decode()
        clock.move_to(start + timedelta(seconds=119))
        assert world.ola.name in client_of(world.eva).post(url(page, "editing/")).content.decode()
        clock.move_to(start + timedelta(seconds=121))
        assert world.ola.name not in client_of(world.eva).post(url(page, "editing/")).content.decode()
        assert not PageEditing.objects.filter(user=world.ola).exists()


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


@pytest.mark.parametrize("sent", [
    {"at": ""}, {"at": "i morgen"}, {"at": "01.01.2020 10.00"}, {"at": "24.11.2090 10.00", "until": "23.11.2090 10.00"},
])  # fmt: skip
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
    ola.post(url(world.open_page, "delete/"))
    assert not Page.objects.filter(pk=world.draft_page.pk).exists()
    assert Page.objects.filter(pk=world.open_page.pk).exists()


def settings_of(page, **more):
    rows = {"units-TOTAL_FORMS": "2", "units-INITIAL_FORMS": "0", "units-0-unit": "", "units-1-unit": ""}
    return {"order": "100", "language": page.language, "reach": "everybody", **rows, **more}


def test_a_page_is_narrowed_and_opened_and_says_how_many_it_reaches(world, client_of):
    page, ola = world.open_page, client_of(world.ola)
    narrow = {"reach": "narrowed", "units-0-unit": world.lokentunet.pk, "units-0-with_below": "no"}
    counted = ola.post(url(page, "settings/"), settings_of(page, then="count", **narrow))
    assert counted.context["people"] == 4 and Page.objects.get(pk=page.pk).audience is None
    assert ola.post(url(page, "settings/"), settings_of(page, **narrow)).status_code == 302
    assert client_of(world.sara).get(url(page)).status_code == client_of(world.amina).get(url(page)).status_code == 404
    assert client_of(world.kari).get(url(page)).status_code == 200
    wide = narrow | {"units-0-with_below": "yes"}
    assert ola.post(url(page, "settings/"), settings_of(page, **wide)).status_code == 302
    assert client_of(world.amina).get(url(page)).status_code == 200
    assert ola.get(url(page, "settings/")).context["people"] == 5
    assert ola.post(url(page, "settings/"), settings_of(page)).status_code == 302
    assert client_of(world.sara).get(url(page)).status_code == 200
    assert not Audience.objects.filter(page=None).exists()


def test_a_page_is_narrowed_to_roles(world, client_of):
    page = world.open_page
    client_of(world.ola).post(url(page, "settings/"), settings_of(page, reach="narrowed", roles=["leader"]))
    assert client_of(world.nils).get(url(page)).status_code == 200
    assert client_of(world.sara).get(url(page)).status_code == 404


@pytest.mark.parametrize("fault", [
    {"reach": "narrowed"}, {"owner": "Nobody At All"}, {"owner": "a"}, {"language": "xx"}, {"order": "mange"},
    {"parent": "999999"}, {"units-0-unit": "999999", "reach": "narrowed"}, {"units-TOTAL_FORMS": "1000"}, {"review_on": "i fjor"},
])  # fmt: skip
def test_faults_in_the_settings_are_said_and_nothing_is_saved(world, client_of, fault):
    page = world.open_page
    answer = client_of(world.ola).post(url(page, "settings/"), settings_of(page, **fault))
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
    refused = client_of(world.ola).post(url(world.open_page, "move/"), {"unit": world.hjemme.pk})
    assert refused.status_code == 422
    assert client_of(world.ola).post(url(world.open_page, "move/"), {"unit": world.kjokken.pk}).status_code == 302
    assert {Page.objects.get(pk=page.pk).unit for page in (world.open_page, child)} == {world.kjokken}
    assert client_of(world.sara).get(url(world.open_page)).status_code == 200


def test_a_setting_changed_while_another_publishes_is_not_lost(world):
    mine, theirs = Page.objects.get(pk=world.draft_page.pk), Page.objects.get(pk=world.draft_page.pk)
    mine.narrow([(world.kjokken, True)], [])
    theirs.publish(world.eva)
    page = Page.objects.get(pk=world.draft_page.pk)
    assert page.is_live and page.audience is not None
