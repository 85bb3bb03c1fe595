"""Notices in the search: for those whom they are for, fresh before old, and gone when withdrawn or over."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from hub.units.models import Notice, NoticeFile, NoticeTranslation
from tests import world as cast
from tests.search.conftest import read_all


@pytest.fixture
def found(world, client_of):
    """The titles that somebody finds on the page of the search, in order."""

    def titles(q, who="sara", kind="notice", **more):
        read_all()
        answer = client_of(getattr(world, who)).get("/search/", {"q": q, "kind": kind, **more})
        return [hit.document.title for hit in answer.context["hits"]]

    return titles


def test_a_notice_is_found_by_those_whom_it_is_for(world, found):
    cast.notice(world.lokentunet, "Vannet stenges", world.siri, cast.narrow(world.lokentunet))
    assert found("vannet", "kari") == ["Vannet stenges"]
    assert found("vannet", "sara") == []
    assert "Vannet stenges" not in found("vannet", "sara", kind="")


def test_one_that_is_not_sent_is_found_by_its_writers_only(world, found):
    notice = cast.notice(world.top, "Strømbrudd", world.siri, send=False)
    assert found("strømbrudd") == []
    assert found("strømbrudd", "siri") == ["Strømbrudd"]
    notice.send(world.siri, at=timezone.now() + timedelta(hours=1))
    assert found("strømbrudd") == []
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert Notice.keep_schedule() == 1
        assert found("strømbrudd") == ["Strømbrudd"]


def test_what_is_withdrawn_or_over_is_gone_at_once_and_last_for_its_writers(world, found):
    over = cast.notice(world.top, "Strømmen går", world.siri, ends_at=timezone.now() + timedelta(days=1))
    gone = cast.notice(world.top, "Strømmen kommer", world.siri)
    cast.notice(world.top, "Om strømmen", world.siri)
    read_all()
    gone.withdraw(world.siri, "feil")
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert found("strømmen") == ["Om strømmen"]
        assert found("strømmen", "siri")[0] == "Om strømmen"
        assert set(found("strømmen", "siri")) == {over.title, gone.title, "Om strømmen"}


def test_fresh_news_goes_before_old_and_old_news_after_a_page(world, found, write):
    cast.notice(world.top, "Parkering ny", world.siri)
    write("Parkering side", unit=world.top, by=world.siri)
    old = cast.notice(world.top, "Parkering gammel", world.siri)
    Notice.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=90))
    old.refresh_from_db()
    old.save()
    assert found("parkering", kind="") == ["Parkering ny", "Parkering side", "Parkering gammel"]


def test_a_notice_in_two_languages_is_one_hit_in_the_language_that_answers(world, found):
    notice = cast.notice(world.top, "Heisen står", world.siri)
    NoticeTranslation.write(notice, "en", "The elevator is broken", "<p>Heisen is what we call it.</p>", world.siri)
    assert found("elevator") == ["The elevator is broken"]
    assert found("heisen") == ["Heisen står"]
    notice.withdraw(world.siri, "feil")
    assert found("elevator") == []


def test_a_change_of_the_text_and_of_the_audience_is_found_right(world, found):
    notice = cast.notice(world.top, "Kantina er stengt", world.siri)
    assert found("kantina") == ["Kantina er stengt"]
    notice.rewrite("Matsalen er stengt", "<p>Ja.</p>", world.siri, seen=1)
    assert found("kantina") == [] and found("matsalen") == ["Matsalen er stengt"]
    notice.aim([(world.kjokken, False)], [])
    assert found("matsalen") == []


def test_a_file_that_came_with_a_notice_is_among_the_files(world, found):
    notice = cast.notice(world.lokentunet, "Nytt ark", world.siri, cast.narrow(world.lokentunet), send=False)
    file = NoticeFile(notice=notice, name="Sjekkark.pdf", content_type="application/pdf", size=4, added_by=world.siri)
    file.content.save("x.pdf", ContentFile(b"%PDF"), save=True)
    assert found("sjekkark", "amina", kind="file") == []
    notice.send(world.siri)
    assert found("sjekkark", "amina", kind="file") == ["Sjekkark.pdf"]
    assert found("sjekkark", "sara", kind="file") == []


def test_only_kinds_that_are_shown_can_be_chosen(world, client_of):
    answer = client_of(world.sara).get("/search/", {"q": "vaktordninger", "kind": "notice_text"})
    assert answer.context["search"].chosen_kind == ""
