"""Pages as they are written: who writes, drafts that save themselves, and two at once."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from hub.units.compare import merged
from hub.units.models import Page, PageEditing, PageRevision
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


def test_what_a_conflict_shows_again_is_as_harmless_as_what_is_saved(world, client_of):
    page, ola = world.draft_page, client_of(world.ola)
    hostile = '<p>Olas</p><img src=x onerror="alert(1)"><form action="https://dal.example"><input name="a"></form>'
    client_of(world.kari).post(url(page, "edit/"), text(page, "<p>Karis</p>"))
    sent = {"choice": "mine", "title": "x", "body": "", "my_title": "x", "my_body": hostile, "seen": 1}
    answer = ola.post(url(page, "settle/"), sent)
    mine = answer.content.decode().split("data-mine")[1].split("</section>")[0]
    assert answer.status_code == 409 and "Olas" in mine
    assert "<img" not in mine and "<form" not in mine and "onerror" not in mine


def test_a_tangle_of_elements_holds_up_neither_its_writer_nor_its_readers(world, client_of):
    page, ola = world.draft_page, client_of(world.ola)
    began = time.process_time()
    assert ola.post(url(page, "draft/"), text(page, "<ul><li>" * 60_000)).status_code == 200
    assert client_of(world.eva).post(url(page, "publish/"), {"when": "now", "seen": 2}).status_code == 302
    assert client_of(world.sara).get(url(page)).status_code == 200
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>a</p>" * 40_000, "<p>b</p>" + "<p>a</p>" * 40_000 + "<p>c</p>"),
        ("<p>" + "a " * 200_000 + "</p>", "<p>b " + "a " * 200_000 + "c</p>"),
        (
            "<p>" + " ".join(f"w{n} p{n}" for n in range(20_000)) + "</p>",
            "<p>" + " ".join(f"w{n} q{n}" for n in range(20_000)) + "</p>",
        ),
        ("".join(f"<p>{n} a</p>" for n in range(30_000)), "".join(f"<p>{n} b</p>" for n in range(30_000))),
    ],
    ids=["the same block", "the same word", "every other word", "every block"],
)
def test_no_two_texts_take_long_to_compare_or_merge(world, client_of, old, new):
    """The worst that can be saved: long repetitions cost the square of their length, or worse, when nobody stops it."""
    page, ola = world.draft_page, client_of(world.ola)
    before = text(page, new, key="b")
    client_of(world.eva).post(url(page, "edit/"), text(page, old))
    began = time.process_time()
    assert ola.post(url(page, "edit/"), before).status_code == 409
    aside = page.revisions.get(kind="aside")
    assert (Page.objects.get(pk=page.pk).draft.body, aside.body) == (old, new)
    assert ola.get(url(page, f"history/compare/?old={aside.number}&new=0")).status_code == 200
    assert time.process_time() - began < 20
