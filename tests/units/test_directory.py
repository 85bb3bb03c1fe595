"""Finding people: the directory and a person's page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Membership, Role
from tests import world as cast


@pytest.fixture
def world(db):
    cache.clear()
    return cast.build()


@pytest.fixture
def found(world, client_of):
    def find(q="", **more):
        return [
            person.family_name for person in client_of(world.sara).get("/people/", {"q": q, **more}).context["people"]
        ]

    return find


def hire(given, family, unit, title="", **fields):
    person = User.objects.create(number=f"n{User.objects.count()}", given_name=given, family_name=family, **fields)
    Membership.objects.create(user=person, unit=unit, title=title)
    return person


def test_everybody_is_listed_in_norwegian_order(found):
    assert found() == [
        "Đorđević", "Drift", "Fellesen", "Łukaszewska", "Nordmann", "O'Brien",
        "Personal", "Rådmann", "Strand", "Ærlig", "Ødegård", "Åsen",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "family_names"),
    [
        ("aas", ["Åsen"]),
        ("Ås", ["Åsen"]),
        ("degår", ["Ødegård"]),
        ("oedegaard", ["Ødegård"]),
        ("dordevic amina", ["Đorđević"]),
        ("lukasz", ["Łukaszewska"]),
        ("KOKK", ["Đorđević"]),
        ("kjøkk", ["Đorđević"]),
        ("skole sara", ["Łukaszewska"]),
        ("1008", ["Nordmann"]),
        ("o'brien", ["O'Brien"]),
        ("ingen heter dette", []),
        ("%", ["all"]),
        ("100%", []),
        ("__", []),
    ],
)
def test_words_find_names_titles_units_and_numbers(found, words, family_names):
    assert found(words) == family_names or (family_names == ["all"] and len(found(words)) == 12)


def test_people_who_have_left_or_not_begun_are_never_found(world, found, client_of):
    day = timedelta(days=1)
    gone = hire("Gudrun", "Borte", world.skole, active_to=timezone.localdate() - day)
    coming = hire("Gudrun", "Kommer", world.skole, active_from=timezone.localdate() + day)
    off = hire("Gudrun", "Avslått", world.skole, is_enabled=False)
    there = hire("Gudrun", "Her", world.skole, active_to=timezone.localdate())
    assert found("gudrun") == ["Her"]
    assert found(unit=world.skole.pk) == ["Her", "Łukaszewska"]
    for person in (gone, coming, off):
        assert client_of(world.rita).get(f"/people/{person.pk}/").status_code == 404
    assert client_of(world.sara).get(f"/people/{there.pk}/").status_code == 200


def test_an_ended_post_neither_finds_nor_shows(world, found):
    Membership.objects.filter(user=world.amina).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert found("kokk") == [] and found(unit=world.kjokken.pk) == []


def test_a_unit_is_listed_with_those_below(world, found):
    assert found(unit=world.lokentunet.pk) == ["Đorđević", "Nordmann", "Strand", "Ærlig", "Ødegård"]
    assert found("sykepleier", unit=world.lokentunet.pk) == ["Nordmann", "Strand"]
    assert found(unit=world.kjokken.pk) == ["Đorđević"]


@pytest.mark.parametrize(
    "query", ["unit=abc", "unit=99999", "page=abc", "page=0", "page=-1", "page=999999999999", "q=%00", "q=a"]
)
def test_what_does_not_fit_in_the_address_is_left_out(world, client_of, query):
    answer = client_of(world.sara).get(f"/people/?{query}")
    assert answer.status_code == 200 and len(answer.context["people"]) == 12


def test_many_words_and_long_ones_are_answered(world, client_of):
    for q in ("å" * 200, "aa " * 60, "x" * 5000, "oe" * 90):
        assert client_of(world.sara).get("/people/", {"q": q}).status_code == 200


def test_htmx_gets_the_list_alone_with_the_count_for_the_live_region(world, client_of):
    whole = client_of(world.sara).get("/people/?q=aas").content.decode()
    alone = client_of(world.sara, htmx=True).get("/people/?q=aas").content.decode()
    assert "<html" in whole and "<html" not in alone
    assert 'hx-swap-oob="innerHTML:#person-count"' in alone and "hx-swap-oob" not in whole
    assert "Åsen" in whole and "Åsen" in alone


def test_htmx_asking_for_a_page_of_its_history_gets_all_of_it(world, client_of):
    client = client_of(world.sara, htmx=True)
    assert "<html" in client.get("/people/", headers={"HX-History-Restore-Request": "true"}).content.decode()


def test_the_list_goes_page_by_page_and_keeps_the_question(world, client_of):
    for number in range(60):
        hire("Mange", f"Etternavn{number:02}", world.skole)
    client = client_of(world.sara)
    pages = [client.get(f"/people/?q=mange&page={number}") for number in (1, 2, 3)]
    names = [person.family_name for page in pages for person in page.context["people"]]
    assert names == sorted(names) and len(names) == 60
    assert "q=mange&amp;page=2" in pages[0].content.decode()


@pytest.mark.parametrize("url", ["/people/", "/people/?q=fyll", "/people/?q=fyll&unit={unit}"])
def test_queries_do_not_grow_with_the_list(world, client_of, url):
    client, url = client_of(world.sara), url.format(unit=world.skole.pk)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    hire("Fyll", "Første", world.skole)
    queries()
    few = queries()
    for number in range(20):
        person = hire("Fyll", f"Nr{number}", world.skole, "lærer")
        Membership.objects.create(user=person, unit=world.kjokken, title="kokk")
    assert queries() == few <= 8


def test_signed_out_one_is_sent_to_sign_in(world, client):
    for url in ("/people/", f"/people/{world.amina.pk}/"):
        assert "sign-in" in client.get(url)["Location"]


# A person's page


def test_a_person_is_shown_with_posts_leaders_and_roles(world, client_of):
    Membership.objects.create(user=world.amina, unit=world.hjemme, title="vikar", percent=Decimal("35.5"))
    answer = client_of(world.sara).get(f"/people/{world.amina.pk}/")
    shown = answer.context["shown"]
    assert [(post.membership.unit, post.leader) for post in shown.posts] == [
        (world.kjokken, world.kari),
        (world.hjemme, world.nils),
    ]
    assert "35,5\u00a0%" in answer.content.decode()
    assert [grant.role for grant in client_of(world.sara).get(f"/people/{world.eva.pk}/").context["shown"].roles] == [
        Role.CHIEF_EDITOR
    ]


def test_a_leaders_leader_is_the_one_above_and_the_topmost_has_none(world, client_of):
    leader = lambda person: client_of(world.sara).get(f"/people/{person.pk}/").context["shown"].posts[0].leader  # noqa: E731
    assert (leader(world.kari), leader(world.helge), leader(world.rita)) == (world.helge, world.rita, None)


def test_a_one_time_code_is_offered_to_those_who_may_make_it(world, client_of):
    may = lambda person: client_of(person).get(f"/people/{world.amina.pk}/").context["shown"].may_make_code  # noqa: E731
    assert all(may(getattr(world, key)) for key in ("kari", "dag", "helge", "rita", "hilde", "ivar"))
    assert not any(may(getattr(world, key)) for key in ("amina", "ola", "eva", "nils", "sara", "siri"))


def test_queries_of_a_person_do_not_grow_with_posts_and_roles(world, client_of):
    client = client_of(world.sara)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/people/{world.amina.pk}/").status_code == 200
        return len(captured)

    queries()
    few = queries()
    for unit in (world.hjemme, world.skole, world.helse, world.top):
        Membership.objects.create(user=world.amina, unit=unit, title="vikar")
        unit.give(Role.EDITOR, world.amina, None)
    assert queries() == few <= 8
