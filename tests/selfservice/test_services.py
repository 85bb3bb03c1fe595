"""Self-service: who sees which link, how one is searched for, and what other apps list."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.desk.checking import _due
from hub.findable.writing import bring_in
from hub.selfservice import sources
from hub.selfservice.models import Openings
from hub.units.models import Role
from tests.selfservice.conftest import shown

pytestmark = pytest.mark.django_db


def test_everybody_sees_what_stands_and_only_some_what_is_narrowed(world, client_of, add):
    add("For alle")
    add("For kjøkkenet").narrow(world.eva, [(world.kjokken, True)], [])
    add("For ledere").narrow(world.eva, [], [Role.LEADER])
    add("Borte").remove(world.eva, "gammel")
    assert shown(client_of(world.sara)) == ["For alle"]
    assert shown(client_of(world.amina)) == ["For alle", "For kjøkkenet"]
    assert shown(client_of(world.nils)) == ["For alle", "For ledere"]
    assert shown(client_of(world.ola)) == ["For alle"]  # edits there, and keeps no links
    assert shown(client_of(world.eva)) == ["For alle", "For kjøkkenet", "For ledere"]


def test_what_one_may_not_see_is_not_opened_and_not_counted(world, client_of, add):
    link = add("For kjøkkenet")
    link.narrow(world.eva, [(world.kjokken, True)], [])
    assert client_of(world.sara).get(link.get_absolute_url()).status_code == 404
    assert client_of(world.amina).get(link.get_absolute_url()).status_code == 302
    link.remove(world.eva, "gammel")
    for person in (world.amina, world.eva):
        assert client_of(person).get(link.get_absolute_url()).status_code == 404
    assert client_of(world.eva).get("/services/open/side/1/").status_code == 404
    assert sum(row.times for row in Openings.objects.all()) == 1


def test_needs_are_headings_in_their_order_and_what_has_none_stands_last(world, client_of, add):
    add("Uten", need=None)
    add("Lønnsslipp", need=world.pay)
    add("Egenmelding")

    def headings():
        text = client_of(world.sara).get("/services/").content.decode()
        return re.findall(r'<h2 id="([\w-]+)" tabindex', text)

    assert headings() == [f"need-{world.need.pk}", f"need-{world.pay.pk}", "rest"]
    world.pay.move(True, by=world.siri)
    assert headings() == [f"need-{world.pay.pk}", f"need-{world.need.pk}", "rest"]


# Searching


def test_one_field_filters_by_all_that_is_known_of_a_link(world, client_of, add):
    add("Send egenmelding", keywords="sjuk, fravær")
    add("Lønnsslippen din", need=world.pay, address="https://visma.example/")
    client = client_of(world.sara)
    for typed in ("sjuk", "egenmeld", "FRAVAER", "syk eller", "løkentunet send"):
        assert shown(client, f"/services/?q={typed}") == ["Send egenmelding"], typed
    for typed in ("visma", "lonnsslippen", "lønn", "loennsslipp"):
        found = shown(client, f"/services/?q={typed}")
        assert found == ([] if typed == "lonnsslippen" else ["Lønnsslippen din"]), typed
    assert shown(client, "/services/?q=finnesikke") == []
    assert "/search/?q=finnesikke" in client.get("/services/?q=finnesikke").content.decode()


def test_while_one_types_the_list_alone_is_sent(world, client_of, add):
    add("Send egenmelding")
    text = client_of(world.sara, htmx=True).get("/services/?q=send").content.decode()
    assert "<html" not in text and "Send egenmelding" in text and 'hx-swap-oob="innerHTML:#service-count"' in text
    assert "finnesikke &lt;b&gt;" in client_of(world.sara).get("/services/?q=finnesikke+<b>").content.decode()


def test_the_search_of_the_hub_finds_a_link_by_its_words_and_for_whom_it_is(world, client_of, add):
    link = add("Send egenmelding", keywords="romskip")
    read = lambda: [bring_in() for _ in range(3)]  # noqa: E731
    read()
    found = lambda person: link.get_absolute_url() in client_of(person).get("/search/?q=romskip").content.decode()  # noqa: E731
    assert found(world.sara)
    link.narrow(world.eva, [(world.kjokken, True)], [])
    assert not found(world.sara) and found(world.amina)
    link.remove(world.eva, "gammel")
    read()
    assert not found(world.amina) and not found(world.eva)


# Other apps, and the desk


def test_an_app_lists_what_it_offers_in_a_few_lines(world, client_of, add, monkeypatch):
    class Pages(sources.Source):
        kind, order = "page", 20

        def rows(self, reader):
            return type(world.open_page).objects.visible_to(reader).live()

        def offer(self, page):
            return sources.Offer("page", page.pk, page.title, page.get_absolute_url(), need=world.pay.pk)

    monkeypatch.setitem(sources.registered, "page", Pages())
    add("Egenmelding")
    assert world.narrow_page.title in shown(client_of(world.amina))
    assert world.narrow_page.title not in shown(client_of(world.sara))
    assert shown(client_of(world.sara), "/services/?q=vaktordninger") == [world.open_page.title]
    door = f"/services/open/page/{world.narrow_page.pk}/"
    assert client_of(world.sara).get(door).status_code == 404
    assert client_of(world.amina).get(door)["Location"] == world.narrow_page.get_absolute_url()
    assert Openings.objects.get().kind == "page"


def test_the_desk_looks_at_where_links_lead_and_lists_those_that_lead_nowhere(world, client_of, add):
    link = add()
    due = lambda: set(_due(timezone.now()).values_list("address", flat=True))  # noqa: E731
    assert due() == {"https://syk.example/"}
    link.outside.answered("gone", timezone.now() - timedelta(days=30), 404)
    text = client_of(world.eva).get("/desk/list/services/").content.decode()
    assert "Meld fra" in text and f"/services/links/{link.pk}/" in text
    assert "Meld fra" not in client_of(world.nils).get("/desk/list/services/").content.decode()
    link.remove(world.eva, "x")
    assert "Meld fra" not in client_of(world.eva).get("/desk/list/services/").content.decode()
    assert due() == set()
