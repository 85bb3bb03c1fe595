"""A unit's home, the organisation chart, and organising units."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Membership, Page, Role, Unit
from hub.units.unit_home import PAGES
from tests import world as cast


@pytest.fixture
def world(db):
    cache.clear()
    return cast.build()


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(world, rows):
    """So many people, subunits, pages and changes in and under Løkentunet."""
    for number in range(rows):
        below = Unit.objects.create(name=f"Avdeling {number}", parent=world.lokentunet)
        for unit in (world.lokentunet, below):
            person = User.objects.create(number=f"f{unit.pk}-{number}", given_name="Fyll", family_name=str(number))
            Membership.objects.create(user=person, unit=unit)
        below.give(Role.LEADER, person, None)
        page = cast.publish(world.lokentunet, f"Side {number}", world.eva)
        Page.objects.filter(pk=page.pk).update(parent=world.open_page)
        world.lokentunet.note("renamed", world.rita, was="a", now="b")


@pytest.mark.parametrize("url", ["/units/{0}/", "/units/", "/units/{0}/history/", "/units/{0}/manage/"])
def test_queries_do_not_grow_with_the_unit(world, client_of, url):
    client, url = client_of(world.kari), url.format(world.lokentunet.pk)
    fill(world, 1)
    few = queries(client, url)
    fill_more = 20
    world.lokentunet.name = "Løkentunet"
    for number in range(fill_more):
        person = User.objects.create(number=f"g{number}", given_name="Fyll", family_name=str(number))
        below = Unit.objects.create(name=f"Enhet {number}", parent=world.lokentunet)
        Membership.objects.create(user=person, unit=below)
        Membership.objects.create(user=person, unit=world.lokentunet)
        cast.publish(world.lokentunet, f"Mer {number}", world.eva)
        world.lokentunet.note("renamed", world.rita, was="a", now="b")
    assert queries(client, url) == few <= 8


def test_a_home_shows_who_leads_edits_and_stands_in_and_who_works_there(world, client_of):
    answer = client_of(world.sara).get(f"/units/{world.lokentunet.pk}/")
    home = answer.context["home"]
    assert [post.user for post in home.leaders] == [world.kari]
    assert [post.user for post in home.chief_editors] == [world.eva]
    assert [post.user for post in home.deputies] == [world.dag]
    assert home.leaders[0].title == "virksomhetsleder"
    assert {post.user for post in home.people} == {world.kari, world.dag, world.ola, world.eva}
    assert home.unit.people == 5 and home.more_people == 1
    assert [(unit, unit.people) for unit in home.subunits] == [(world.kjokken, 1)]
    assert home.above == [world.top, world.helse]
    assert "data-deputy" in answer.content.decode()


def test_a_vacant_post_is_shown_with_the_nearest_above_who_carries_its_duties(world, client_of):
    home = client_of(world.sara).get(f"/units/{world.kjokken.pk}/").context["home"]
    assert not home.leaders and home.leading_for.user == world.kari and home.leading_for.unit == world.lokentunet
    assert not home.chief_editors and home.editing_for.user == world.eva
    User.objects.filter(pk=world.kari.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    home = client_of(world.sara).get(f"/units/{world.lokentunet.pk}/").context["home"]
    assert not home.leaders and home.leading_for.user == world.helge


def test_readers_see_the_pages_meant_for_them_and_writers_see_their_state(world, client_of):
    url = f"/units/{world.lokentunet.pk}/"
    Page.objects.filter(pk=world.open_page.pk).update(review_on=timezone.localdate())
    shown = lambda person: client_of(person).get(url).content.decode()  # noqa: E731
    sara, amina, ola = shown(world.sara), shown(world.amina), shown(world.ola)
    assert world.open_page.title in sara and world.narrow_page.title not in sara and world.draft_page.title not in sara
    assert world.narrow_page.title in amina and world.draft_page.title not in amina
    assert world.draft_page.title in ola and 'data-state="draft"' in ola and 'data-state="due"' in ola
    assert "data-state" not in sara and "data-state" not in amina


def test_a_page_under_a_hidden_one_stands_alone_without_a_trace_of_it(world, client_of):
    below = cast.publish(world.lokentunet, "Under den skjulte", world.eva)
    Page.objects.filter(pk=below.pk).update(parent=world.narrow_page)
    answer = client_of(world.sara).get(f"/units/{world.lokentunet.pk}/")
    assert below in [row.page for row in answer.context["home"].pages]
    assert world.narrow_page.title not in answer.content.decode()
    rows = client_of(world.ola).get(f"/units/{world.lokentunet.pk}/").context["home"].pages
    assert [row.page for row in next(row for row in rows if row.page == world.narrow_page).below] == [below]


def test_a_page_is_listed_in_the_readers_language(world, client_of):
    english = cast.publish(world.lokentunet, "Shift schedules", world.eva)
    Page.objects.filter(pk=english.pk).update(original=world.open_page, language="en")
    url = f"/units/{world.lokentunet.pk}/"

    def titles():
        return [row.page.title for row in client_of(world.sara).get(url).context["home"].pages]

    assert titles() == [world.open_page.title]
    User.objects.filter(pk=world.sara.pk).update(language="en")
    assert titles() == ["Shift schedules"]


def test_a_long_list_of_pages_is_shown_in_stretches_with_what_is_above_each(world, client_of):
    made = [cast.publish(world.lokentunet, f"Rutine {number:03}", world.eva) for number in range(150)]
    Page.objects.filter(pk__in=[page.pk for page in made[:100]]).update(parent=world.open_page)
    url = f"/units/{world.lokentunet.pk}/"

    def titles(rows):
        return [title for row in rows for title in (row.page.title, *titles(row.below))]

    answers = [client_of(world.sara).get(f"{url}?page={number}") for number in (1, 2, 3)]
    shown = [titles(answer.context["home"].pages) for answer in answers]
    assert shown[1][0] == world.open_page.title and all(len(each) <= PAGES + 1 for each in shown)
    assert sorted(set(sum(shown, []))) == sorted({page.title for page in made} | {world.open_page.title})
    assert "?page=2" in answers[0].content.decode()
    assert client_of(world.sara).get(f"{url}?page=x").context["home"].stretch.number == 1


def test_where_many_work_their_number_may_be_a_minute_old(world, client_of, monkeypatch):
    monkeypatch.setattr("hub.units.unit_home.MANY", 6)

    def people(unit):
        home = client_of(world.sara).get(f"/units/{unit.pk}/").context["home"]
        return home.unit.people, sum(below.people for below in home.subunits)

    assert (people(world.helse), people(world.lokentunet)) == ((7, 6), (5, 1))
    Membership.objects.create(user=world.sara, unit=world.kjokken)
    assert (people(world.helse), people(world.lokentunet)) == ((7, 6), (6, 2))
    cache.clear()
    assert people(world.helse) == (8, 7)


def test_buttons_are_for_those_who_may(world, client_of):
    url, manage = f"/units/{world.lokentunet.pk}/", f"/units/{world.lokentunet.pk}/manage/"
    for person, sees in {"kari": True, "helge": True, "hilde": True, "ivar": True, "ola": False, "sara": False}.items():
        assert (manage in client_of(getattr(world, person)).get(url).content.decode()) is sees, person


def test_an_empty_unit_is_inviting_and_a_unit_without_anything_works(world, client_of):
    unit = Unit.objects.create(name="Ny enhet", parent=world.top)
    answer = client_of(world.rita).get(f"/units/{unit.pk}/")
    assert answer.status_code == 200 and "hub-empty" in answer.content.decode()


def test_merged_units_lead_on_and_chains_of_them_too(world, client_of):
    client, old = client_of(world.sara), f"/units/{world.kjokken.pk}/"
    world.kjokken.merge_into(world.lokentunet, world.rita)
    assert (client.get(old).status_code, client.get(old)["Location"]) == (301, f"/units/{world.lokentunet.pk}/")
    world.lokentunet.refresh_from_db()
    world.lokentunet.merge_into(world.hjemme, world.rita)
    for pk in (world.kjokken.pk, world.lokentunet.pk):
        assert client.get(f"/units/{pk}/")["Location"] == f"/units/{world.hjemme.pk}/"


def test_a_closed_unit_says_so_and_is_in_no_list(world, client_of):
    Membership.objects.filter(unit=world.kjokken).delete()
    world.kjokken.close(world.rita)
    client = client_of(world.sara)
    assert 'id="closed"' in client.get(f"/units/{world.kjokken.pk}/").content.decode()
    for url in ("/units/", f"/units/{world.lokentunet.pk}/", "/people/"):
        assert "Kjøkken" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    "url", ["/units/", "/units/{0}/", "/units/{0}/history/", "/units/{0}/manage/", "/units/{0}/merger/"]
)
def test_signed_out_one_is_sent_to_sign_in(world, client, url):
    assert "sign-in" in client.get(url.format(world.lokentunet.pk))["Location"]


def test_a_unit_that_is_not_there_is_not_found(world, client_of):
    for path in ("/units/9999/", "/units/9999/history/", "/units/9999/manage/"):
        assert client_of(world.rita).get(path).status_code == 404


# The organisation chart


def test_the_chart_shows_every_open_unit_with_leader_and_people(world, client_of):
    chart = client_of(world.sara).get("/units/").context["chart"]
    (top,) = chart.tops
    assert (top.unit.pk, top.people, top.leader.user) == (world.top.pk, 12, world.rita)
    helse, oppvekst = top.below
    assert (helse.unit.pk, helse.people) == (world.helse.pk, 7) and oppvekst.leader is None
    assert [branch.unit.name for branch in helse.below] == ["Hjemmesykepleien", "Løkentunet"]


def test_the_chart_of_an_empty_municipality_is_inviting(db, client_of):
    person = User.objects.create(number="1")
    assert "hub-empty" in client_of(person).get("/units/").content.decode()


# Organising


def post(client, unit, verb, **data):
    return client.post(f"/units/{unit.pk}/{verb}/", data)


ORGANISE = {
    "edit": {"about": "Lager mat til hele huset", "phone": "4411"},
    "name": {"name": "Storkjøkkenet"},
    "new": {"name": "Vaskeri"},
}


@pytest.mark.parametrize("verb", ORGANISE)
def test_leaders_above_hr_and_it_organise_and_nobody_else_does(world, client_of, verb):
    unit, before = world.kjokken, Unit.objects.count()
    for person in ("sara", "amina", "ola", "eva", "nils", "siri", "dag"):
        client = client_of(getattr(world, person))
        assert client.get(f"/units/{unit.pk}/{verb}/").status_code == 404, person
        assert post(client, unit, verb, **ORGANISE[verb]).status_code == 404, person
    unit.refresh_from_db()
    assert (unit.name, unit.about, Unit.objects.count()) == ("Kjøkken", "", before)
    for person in ("kari", "helge", "rita", "hilde", "ivar"):
        client = client_of(getattr(world, person))
        assert client.get(f"/units/{unit.pk}/{verb}/").status_code == 200, person
        assert post(client, unit, verb, **ORGANISE[verb]).status_code == 302, person
    unit.refresh_from_db()
    assert {
        "edit": unit.phone == "4411",
        "name": unit.name == "Storkjøkkenet",
        "new": Unit.objects.count() == before + 5,
    }[verb]


def test_a_rename_is_in_the_history_which_everybody_may_read(world, client_of):
    post(client_of(world.kari), world.lokentunet, "name", name="Løkentunet sykehjem")
    changes = client_of(world.sara).get(f"/units/{world.lokentunet.pk}/history/").context["changes"]
    assert [(change.was, change.now, change.by) for change in changes] == [
        ("Løkentunet", "Løkentunet sykehjem", world.kari)
    ]


def test_a_unit_moves_only_to_where_one_organises_too(world, client_of):
    helge = client_of(world.helge)
    assert post(helge, world.kjokken, "place", parent=world.hjemme.pk).status_code == 302
    assert post(helge, world.kjokken, "place", parent=world.skole.pk).status_code == 200
    world.kjokken.refresh_from_db()
    assert world.kjokken.parent == world.hjemme
    assert post(client_of(world.kari), world.lokentunet, "place", parent=world.oppvekst.pk).status_code == 200
    world.lokentunet.refresh_from_db()
    assert world.lokentunet.parent == world.helse


def test_merging_says_what_happens_and_lands_in_the_unit_that_took_over(world, client_of):
    client = client_of(world.helge)
    assert len(client.get(f"/units/{world.lokentunet.pk}/merger/").context["form"].consequences()) >= 4
    answer = post(client, world.lokentunet, "merger", other=world.hjemme.pk)
    assert answer["Location"] == f"/units/{world.hjemme.pk}/"
    assert post(client, world.lokentunet, "merger", other=world.hjemme.pk).status_code == 404


def test_closing_is_refused_with_a_reason_and_done_when_nobody_works_there(world, client_of):
    client = client_of(world.kari)
    answer = post(client, world.kjokken, "closing")
    assert answer.status_code == 200 and answer.context["form"].non_field_errors()
    Membership.objects.filter(unit=world.kjokken).update(ends_on=date(2020, 1, 1))
    assert post(client, world.kjokken, "closing").status_code == 302
    assert post(client, world.kjokken, "name", name="Nytt navn").status_code == 404
    assert client.get(f"/units/{world.kjokken.pk}/manage/").status_code == 200
    assert post(client_of(world.sara), world.kjokken, "opening").status_code == 404
    assert post(client, world.kjokken, "opening").status_code == 302
    world.kjokken.refresh_from_db()
    assert world.kjokken.is_open


def test_the_top_unit_is_not_closed(world, client_of):
    Membership.objects.all().delete()
    Unit.objects.exclude(parent=None).update(closed_on=timezone.localdate())
    answer = post(client_of(world.rita), world.top, "closing")
    assert answer.context["form"].non_field_errors()


def test_chief_editors_and_leaders_let_editors_publish(world, client_of):
    unit = world.lokentunet
    for person in ("ola", "sara", "nils", "hilde", "ivar"):
        assert post(client_of(getattr(world, person)), unit, "publishing", editors_publish="on").status_code == 404
    for person in ("eva", "kari", "dag", "siri"):
        assert post(client_of(getattr(world, person)), unit, "publishing", editors_publish="on").status_code == 302
    unit.refresh_from_db()
    ola = User.objects.get(pk=world.ola.pk)
    assert unit.editors_publish and unit.allows(ola, "publish")
    assert (
        post(client_of(world.ola), unit, "publishing").status_code == 404
    )  # an editor does not keep the right to themselves
    assert post(client_of(world.eva), unit, "publishing").status_code == 302
    unit.refresh_from_db()
    assert not unit.editors_publish
    assert [change.kind for change in unit.changes.all()][0] == "unentrusted"


def test_bad_values_get_a_sentence_and_change_nothing(world, client_of):
    client = client_of(world.kari)
    for verb, data in {
        "name": {"name": " "},
        "edit": {"email": "ikke en adresse"},
        "new": {"name": "x" * 121},
        "place": {"parent": "abc"},
    }.items():
        answer = post(client, world.kjokken, verb, **data)
        assert answer.status_code == 200 and answer.context["form"].errors, verb
    assert not world.kjokken.changes.exists()
