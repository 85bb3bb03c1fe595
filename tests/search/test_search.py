"""The search through the front door: its page, what one may see, what editors and Shared Services do about it."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.database import written
from hub.findable.models import DocumentQuerySet, Mark, SearchDocument
from hub.findable.tasks import bring_in_soon
from hub.findable.writing import rebuild
from hub.people.models import User
from hub.search.models import MissedSearch, Pin, WordGroup
from hub.units.models import Page
from tests import world as cast
from tests.search.conftest import read_all


def ask(client, q, **more):
    return client.get("/search/", {"q": q, **more})


def titles_in(answer):
    return [hit.document.title for hit in answer.context["hits"]]


def test_every_page_has_the_box_and_a_whole_search_has_a_page(world, client_of):
    client = client_of(world.sara)
    assert b'id="search-box"' in client.get("/units/").content
    answer = ask(client, "vaktordninger")
    assert titles_in(answer) == ["Vaktordninger"]
    assert b"<mark>Vaktordninger</mark>" in answer.content


def test_while_one_types_only_the_hits_come_and_nothing_before_the_second_letter(world, client_of):
    client = client_of(world.sara, htmx=True)
    answer = ask(client, "vaktor").content
    assert b"<html" not in answer and b"<mark>Vaktordninger</mark>" in answer
    assert ask(client, "v").content.strip() == b""


def test_units_people_and_help_are_found_too(world, client_of):
    client = client_of(world.sara)
    assert "unit" in ask(client, "løkentunet").context["answer"].found.kinds
    assert [hit.document.url for hit in ask(client, "ødegård", kind="person").context["hits"]] == [
        f"/people/{world.kari.pk}/"
    ]
    assert ask(client, "engangskode", kind="guide").context["hits"].object_list


def test_filters_narrow_by_kind_and_unit(world, client_of, write):
    write("Hansker", unit=world.skole, by=world.siri)
    write("Hansker")
    client = client_of(world.sara)
    assert len(titles_in(ask(client, "hansker"))) == 2
    only = ask(client, "hansker", unit=world.oppvekst.pk).context["hits"]
    assert [hit.document.unit for hit in only] == [world.skole.pk]
    assert titles_in(ask(client, "hansker", kind="person")) == []


# What one may not see


def test_a_hit_is_joined_to_what_one_may_see_now(world, client_of):
    assert titles_in(ask(client_of(world.amina), "kjøkkenet", kind="page")) == ["Bare for kjøkkenet"]
    assert titles_in(ask(client_of(world.sara), "kjøkkenet", kind="page")) == []
    assert titles_in(ask(client_of(world.ola), "ferdig", kind="page")) == ["Ikke ferdig"]
    Page.objects.get(pk=world.open_page.pk).narrow([(world.kjokken, False)], [])
    assert titles_in(ask(client_of(world.sara), "vaktordninger")) == []  # with the index as it was


@contextmanager
def everything_visible(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(DocumentQuerySet, "visible_to", lambda self, user, kinds=(): self.filter(kind__in=kinds))
        written.forget()
        yield
    written.forget()


def test_a_search_without_the_join_would_be_noticed(world, client_of, monkeypatch):
    with everything_visible(monkeypatch):
        assert titles_in(ask(client_of(world.sara), "kjøkkenet", kind="page")) == ["Bare for kjøkkenet"]


def test_a_hidden_word_is_answered_as_one_that_stands_nowhere(world, client_of, write):
    hidden = write("Kattepassord", audience=cast.narrow(world.kjokken))
    write("Kattapassord")
    client = client_of(world.sara)
    assert titles_in(ask(client, "kattepassord")) == titles_in(ask(client, "kattipassord")) == ["Kattapassord"]
    assert hidden.title in titles_in(ask(client_of(world.amina), "kattepassord"))


def test_who_has_left_is_not_found(world, client_of):
    world.nils.active_to = timezone.localdate() - timezone.timedelta(days=1)
    world.nils.save()
    assert titles_in(ask(client_of(world.sara), "nils")) == []


# How it stays in step


@pytest.mark.django_db(transaction=True)
def test_what_is_published_is_found_when_the_publisher_is_answered(client_of):
    world = cast.build()
    page = Page.start(world.lokentunet, "Sklisikre sko", world.eva, body="<p>x</p>")
    page.publish(world.eva)
    assert titles_in(ask(client_of(world.sara), "sklisikre")) == ["Sklisikre sko"]
    assert not Mark.objects.exists()
    page.withdraw(world.eva)
    assert titles_in(ask(client_of(world.sara), "sklisikre")) == []


def test_the_index_can_be_built_anew_by_one_command_with_the_same_result(world, capsys):
    read_all()
    before = list(SearchDocument.objects.order_by("kind", "key").values_list("kind", "key", "body_stems"))
    SearchDocument.objects.all().delete()
    call_command("reindex")
    assert list(SearchDocument.objects.order_by("kind", "key").values_list("kind", "key", "body_stems")) == before
    assert str(len(before)) in capsys.readouterr().out


def test_a_unit_that_changes_its_name_takes_its_people_along(world, titles):
    world.lokentunet.rename("Granheim", by=world.helge)
    read_all()
    assert world.kari.name in " ".join(titles("granheim", kind="person"))
    assert titles("løkentunet", kind="person") == []


def test_nothing_is_left_marked_when_there_is_little(world):
    Mark.objects.all().delete()
    world.open_page.save()
    bring_in_soon()
    assert not Mark.objects.exists()


# Pins, words, misses


def test_a_pinned_page_stands_first_for_those_who_may_see_it(world, client_of, write):
    write("Hansker")
    client_of(world.eva).post(f"/pages/{world.open_page.pk}/search/", {"phrase": "Hanskene"})
    client_of(world.eva).post(f"/pages/{world.narrow_page.pk}/search/", {"phrase": "hansker"})
    assert titles_in(ask(client_of(world.sara), "hansker", kind="page")) == ["Vaktordninger", "Hansker"]
    pin = Pin.objects.get(page=world.open_page)
    client_of(world.eva).post(f"/pages/{world.open_page.pk}/search/{pin.pk}/remove/")
    assert titles_in(ask(client_of(world.sara), "hansker", kind="page")) == ["Hansker"]


def test_shared_services_says_which_words_mean_the_same(world, client_of, write, titles):
    write("Gasjer")
    assert titles("hyre") == []
    siri = client_of(world.siri)
    assert siri.post("/search/words/", {"words": "hyre"}).status_code == 422
    assert siri.post("/search/words/", {"words": "hyre , gasje"}).status_code == 302
    assert titles("hyre") == ["Gasjer"]
    group = WordGroup.objects.get(words="hyre, gasje")
    siri.post(f"/search/words/{group.pk}/", {"words": "hyre, heimreise"})
    assert titles("hyre") == []
    siri.post(f"/search/words/{group.pk}/remove/")
    assert not WordGroup.objects.filter(pk=group.pk).exists()


def test_what_nobody_finds_is_counted_without_the_person_and_a_unit_is_offered(world, client_of):
    for _time in range(2):
        answer = ask(client_of(world.sara), "romskip 12345678 kari@dal.example"[:16])
    missed = MissedSearch.objects.get()
    assert (missed.words, missed.count) == ("romskip", 2)
    assert answer.context["answer"].owner == world.skole
    assert b"data-owner" in answer.content
    ask(client_of(world.sara, htmx=True), "romfart")
    ask(client_of(world.sara), "kari@romfart.example")
    assert MissedSearch.objects.count() == 1
    assert "romskip" in client_of(world.siri).get("/search/words/").content.decode()
    assert {field.name for field in MissedSearch._meta.get_fields()} == {"id", "words", "day", "count"}


HOSTILE = [
    '"',
    "'",
    "*",
    "NEAR(",
    "a AND",
    "-x",
    "a:b",
    "{title_stems} : x",
    "\\",
    "%",
    "((",
    "\x00",
    "﷽" * 60,
    "ẞ",
    "ﬃ",
    "1e5",
    "0x1f",
    "a" * 200,
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_phrase_is_a_fault(world, client_of, typed):
    assert ask(client_of(world.sara), typed).status_code in (200, 400)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=5), st.text(max_size=5))
def test_no_text_at_all_is_a_fault(world, client_of, q, kind, unit):
    assert ask(client_of(world.sara), q, kind=kind, unit=unit).status_code in (200, 400)


def test_people_of_the_cast_find_themselves(world, client_of):
    for person in cast.everyone(world):
        assert person.name in " ".join(titles_in(ask(client_of(person), person.family_name, kind="person")))
    rebuild()
    assert SearchDocument.objects.filter(kind="person").count() == User.objects.count()
