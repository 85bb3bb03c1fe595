"""A page's way through its review, day by day, and what its keepers do about it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.people.models import User
from hub.search.asking import Term
from hub.search.models import MissedSearch
from hub.search.ranking import Reader, score
from hub.units.models import Page, PageCare
from hub.units.reviewing import asked_since, pages_due, stage_of
from tests import world as cast

pytestmark = pytest.mark.django_db
DUE = date(2027, 6, 15)
NOON = timedelta(hours=12)


@pytest.fixture
def world():
    return cast.build()


def due(page, on):
    Page.objects.filter(pk=page.pk).update(review_on=on)
    return Page.objects.get(pk=page.pk)


def fresh(person):
    return User.objects.get(pk=person.pk)


def at(day):
    return time_machine.travel(f"{day.isoformat()}T12:00:00+01:00", tick=False)


def test_a_year_of_days_reminds_on_four_of_them_and_tells_readers_from_the_last(world, client_of):
    page = due(world.open_page, DUE)
    reminded, told, stages = [], [], {}
    for number in range(366):
        day = date(2027, 1, 1) + timedelta(days=number)
        with at(day):
            if asked_since(DUE) == day and stage_of(DUE):
                reminded.append((day - DUE).days)
            if page.is_overdue:
                told.append((day - DUE).days)
            stages.setdefault(stage_of(DUE), (day - DUE).days)
            mine = pages_due(fresh(world.eva)).filter(pk=page.pk).exists()
            assert mine == (stage_of(DUE) != ""), day
    assert reminded == [-28, -14, 0, 7]
    assert told[0] == 7 and told == list(range(7, told[-1] + 1))
    assert stages == {"": -165, "month": -28, "fortnight": -14, "due": 0, "overdue": 7}


@pytest.mark.parametrize("days, warned", [(6, False), (7, True), (60, True)])
def test_readers_are_warned_from_a_week_after_and_the_page_stays(world, client_of, days, warned):
    due(world.open_page, timezone.localdate() - timedelta(days=days))
    answer = client_of(world.sara).get(f"/pages/{world.open_page.pk}/")
    assert answer.status_code == 200 and ('id="overdue"' in answer.content.decode()) == warned


def test_the_search_puts_a_page_lower_from_a_week_after(world):
    class Document:
        title, title_stems, heading_stems, body_stems = "Vakt", " vakt ", "", ""
        kind, unit, language, at = "page", None, "nb", timezone.now()

    reader, today = Reader([], "nb", {}), timezone.localdate()
    points = []
    for days in (0, 6, 7, 30):
        Document.due_on = today - timedelta(days=days)
        points.append(score(Document, [Term("vakt")], reader)[0])
    assert points[0] == points[1] > points[2] == points[3] > 0


def test_saying_that_it_is_still_true_starts_the_round_anew(world, client_of):
    page = due(world.open_page, timezone.localdate() - timedelta(days=30))
    answer = client_of(world.eva).post(f"/desk/pages/{page.pk}/approve/", {"back": "due"})
    assert answer["Location"] == "/desk/list/due/"
    page.refresh_from_db()
    assert stage_of(page.review_on) == "" and not page.is_overdue
    assert page.care.get().by == world.eva


def test_postponing_takes_a_reason_and_keeps_it(world, client_of):
    page = due(world.open_page, timezone.localdate())
    later = timezone.localdate() + timedelta(days=30)
    typed = {"until": later.strftime("%d.%m.%Y"), "reason": "Venter på ny forskrift"}
    refused = client_of(world.eva).post(f"/desk/pages/{page.pk}/postpone/", typed | {"reason": " "})
    assert refused.status_code == 422 and typed["until"] in refused.content.decode()
    assert Page.objects.get(pk=page.pk).review_on == timezone.localdate()
    assert client_of(world.eva).post(f"/desk/pages/{page.pk}/postpone/", typed).status_code == 302
    page.refresh_from_db()
    assert page.review_on == later and page.reviewed_at.date() == timezone.localdate()
    shown = client_of(world.ola).get(f"/desk/pages/{page.pk}/").content.decode()
    assert "Venter på ny forskrift" in shown
    assert client_of(world.sara).get(f"/desk/pages/{page.pk}/").status_code == 404


@pytest.mark.parametrize("days", [-1, 0, 184, 4000])
def test_postponing_for_ever_or_to_the_past_is_refused(world, client_of, days):
    until = timezone.localdate() + timedelta(days=days)
    typed = {"until": until.strftime("%d.%m.%Y"), "reason": "x"}
    assert client_of(world.eva).post(f"/desk/pages/{world.open_page.pk}/postpone/", typed).status_code == 422
    assert not PageCare.objects.exists()


def test_a_page_is_handed_over_to_somebody_who_may_write_there_and_to_nobody_else(world, client_of):
    url = f"/desk/pages/{world.open_page.pk}/hand-over/"
    refused = client_of(world.eva).post(url, {"person": world.sara.number})
    assert refused.status_code == 422
    assert Page.objects.get(pk=world.open_page.pk).owner is None
    assert client_of(world.eva).post(url, {"person": world.ola.number, "reason": "Du kan dette"}).status_code == 302
    page = Page.objects.get(pk=world.open_page.pk)
    assert page.owner == world.ola and page.care.get().after == world.ola


def test_an_owner_who_is_an_editor_says_that_the_own_page_is_true_and_no_other(world, client_of):
    Page.objects.filter(pk=world.open_page.pk).update(owner=world.ola)
    ola = client_of(world.ola)
    assert ola.post(f"/desk/pages/{world.open_page.pk}/approve/").status_code == 302
    assert ola.post(f"/desk/pages/{world.narrow_page.pk}/approve/").status_code == 404
    assert ola.post(f"/pages/{world.open_page.pk}/review/").status_code == 302


def test_my_pages_due_are_those_i_own_and_those_that_fall_to_my_post(world):
    today = timezone.localdate()
    Page.objects.update(review_on=today)
    Page.objects.filter(pk=world.narrow_page.pk).update(owner=world.ola)
    mine = lambda person: set(pages_due(fresh(person)).values_list("pk", flat=True))  # noqa: E731
    assert mine(world.ola) == {world.narrow_page.pk}
    assert mine(world.eva) == {world.open_page.pk}  # the chief editor goes before the leader
    assert mine(world.kari) == set()
    assert mine(world.helge) == {world.leader_page.pk}
    assert mine(world.siri) == {world.school_page.pk}  # nobody nearer
    world.lokentunet.take("chief_editor", world.eva, None)
    assert mine(world.kari) == {world.open_page.pk}


def test_the_desk_puts_three_things_first_and_says_when_all_is_well(world, client_of):
    world.draft_page.discard(world.ola)
    for key in ("helse", "oppvekst", "kjokken", "hjemme", "skole"):
        getattr(world, key).give("chief_editor", world.siri, None)
    siri = client_of(world.siri)
    assert 'id="all-well"' in siri.get("/desk/").content.decode()
    Page.objects.live().update(review_on=timezone.localdate() - timedelta(days=10))
    body = siri.get("/desk/").content.decode()
    assert body.count("hub-todo") >= 3 and 'id="all-well"' not in body
    assert body.count('action="/desk/pages/') == 3


def test_words_that_found_nothing_are_for_shared_services(world, client_of):
    MissedSearch.note("parkeringsbevis")
    assert "parkeringsbevis" in client_of(world.siri).get("/desk/list/missed/").content.decode()
    assert client_of(world.eva).get("/desk/list/missed/").status_code == 404


def test_a_list_is_sorted_narrowed_and_exported_without_formulas(world, client_of):
    page = cast.publish(world.lokentunet, "=HYPERLINK(1)", world.eva)
    Page.objects.live().update(review_on=timezone.localdate())
    eva = client_of(world.eva)
    table = lambda query: eva.get(f"/desk/list/due/{query}").content.decode()  # noqa: E731
    first, last = f"/desk/pages/{page.pk}/", f"/desk/pages/{world.open_page.pk}/"
    assert table("?sort=title").index(first) < table("?sort=title").index(last)
    assert table("?sort=-title").index(last) < table("?sort=-title").index(first)
    assert first not in table("?q=vakt") and last in table("?q=vakt")
    assert last not in table(f"?unit={world.kjokken.pk}") and last in table(f"?unit={world.skole.pk}")
    written = eva.get("/desk/list/due/file.csv?sort=title").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in written and ";=HYPERLINK" not in written and not written.startswith("=")
