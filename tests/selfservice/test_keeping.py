"""Links and needs as they are kept."""

import re

import pytest

from hub.selfservice.models import Need, ServiceChange, ServiceLink
from tests.selfservice.conftest import new, opened, shown

pytestmark = pytest.mark.django_db


def test_those_who_publish_keep_the_links_of_their_units(world, client_of):
    for person, unit, status in (
        (world.eva, world.lokentunet, 302),
        (world.kari, world.kjokken, 302),
        (world.siri, world.skole, 302),
        (world.nils, world.lokentunet, 422),  # the neighbour: not among the units to choose from
        (world.ola, world.lokentunet, 404),
        (world.sara, world.skole, 404),
    ):
        answer = client_of(person).post("/services/links/new/", new(world, unit=unit.pk, key=f"k{person.pk}"))
        assert answer.status_code == status, person
    assert ServiceLink.objects.count() == 3
    world.lokentunet.entrust(True, by=world.kari)
    assert client_of(world.ola).get("/services/links/").status_code == 200


def test_a_double_click_makes_one_link(world, client_of):
    for _time in range(2):
        assert client_of(world.eva).post("/services/links/new/", new(world)).status_code == 302
    link = ServiceLink.objects.get()
    assert [change.kind for change in link.changes.all()] == ["added"]


def test_a_change_is_kept_with_who_did_it(world, client_of, add):
    link = add()
    typed = new(world, title="Nytt navn", address="https://ny.example/", seen="1", units="")
    assert client_of(world.kari).post(f"/services/links/{link.pk}/", typed).status_code == 302
    kinds = {change.kind: (change.was, change.now, change.by) for change in link.changes.all()}
    assert kinds["renamed"] == ("Meld fra", "Nytt navn", world.kari)
    assert kinds["readdressed"] == ("https://syk.example/", "https://ny.example/", world.kari)
    assert "Nytt navn" in client_of(world.eva).get(f"/services/links/{link.pk}/").content.decode()


def test_two_who_change_a_link_do_not_overwrite_each_other_unknowingly(world, client_of, add):
    link = add()
    client_of(world.kari).post(f"/services/links/{link.pk}/", new(world, title="Karis", seen="1"))
    answer = client_of(world.eva).post(f"/services/links/{link.pk}/", new(world, title="Evas", seen="1"))
    text = answer.content.decode()
    assert answer.status_code == 422 and 'value="Evas"' in text and 'name="seen" value="2"' in text
    assert ServiceLink.objects.get().title == "Karis"
    client_of(world.eva).post(f"/services/links/{link.pk}/", new(world, title="Evas", seen="2"))
    assert ServiceLink.objects.get().title == "Evas"


def test_narrowing_takes_somebody_to_narrow_it_to(world, client_of):
    client = client_of(world.eva)
    assert client.post("/services/links/new/", new(world, reach="narrowed")).status_code == 422
    chosen = {"reach": "narrowed", "units-0-unit": world.kjokken.pk, "units-0-with_below": "yes"}
    assert client.post("/services/links/new/", new(world, **chosen)).status_code == 302
    link = ServiceLink.objects.get()
    assert set(link.audience.addressees()) == {world.amina}
    client.post(f"/services/links/{link.pk}/", new(world, seen="1"))
    assert ServiceLink.objects.get().audience is None


def test_what_is_taken_away_is_kept_with_its_reason_and_can_be_put_back(world, client_of, add):
    link, client = add(), client_of(world.eva)
    assert client.post(f"/services/links/{link.pk}/remove/", {"reason": ""}).status_code == 422
    assert client.post(f"/services/links/{link.pk}/remove/", {"reason": "Nytt system"}).status_code == 302
    assert shown(client) == [] and "Nytt system" in client.get("/services/links/").content.decode()
    client.post(f"/services/links/{link.pk}/remove/", {"reason": "En gang til"})
    client.post(f"/services/links/{link.pk}/restore/")
    assert shown(client) == ["Meld fra"]
    assert [change.kind for change in link.changes.all()] == ["put_back", "removed", "added"]


def test_the_owner_sees_the_sum_of_the_municipality_and_no_more(world, client_of, add):
    link = add()
    opened(link, world.top, 371)
    opened(link, world.lokentunet, 97)
    text = client_of(world.eva).get("/services/links/").content.decode()
    assert "371" in text and "97" not in re.sub(r"<[^>]+>", "", text)


def test_a_merged_unit_leaves_its_links_to_the_one_that_took_it_over(world, client_of, add):
    link = add(unit=world.kjokken)
    world.kjokken.merge_into(world.hjemme, by=world.helge)
    assert client_of(world.nils).get(f"/services/links/{link.pk}/").status_code == 200
    assert client_of(world.eva).get(f"/services/links/{link.pk}/").status_code == 404
    assert shown(client_of(world.sara)) == ["Meld fra"]


def test_shared_services_keep_the_needs(world, client_of, add):
    client = client_of(world.siri)
    assert client.post("/services/needs/", {"name": "  IT og   utstyr "}).status_code == 302
    assert client.post("/services/needs/", {"name": "it og utstyr"}).status_code == 422
    names = lambda: list(Need.objects.values_list("name", flat=True))  # noqa: E731
    assert names() == ["Syk eller borte", "Lønn", "IT og utstyr"]
    last = Need.objects.get(name="IT og utstyr")
    for direction in ("up", "up", "up", "sideways"):
        client.post(f"/services/needs/{last.pk}/move/", {"direction": direction})
    assert names() == ["IT og utstyr", "Syk eller borte", "Lønn"]
    client.post(f"/services/needs/{last.pk}/move/", {"direction": "down"})
    assert names() == ["Syk eller borte", "IT og utstyr", "Lønn"]
    assert client.post(f"/services/needs/{last.pk}/", {"name": "PC og utstyr"}).status_code == 302
    link = add()
    client.post(f"/services/needs/{world.need.pk}/remove/")
    assert "Syk eller borte" in names()  # a link stands under it
    link.remove(world.eva, "x")
    client.post(f"/services/needs/{world.need.pk}/remove/")
    assert names() == ["PC og utstyr", "Lønn"]
    assert ServiceChange.objects.filter(link=None, by=world.siri).count() >= 6
    link.refresh_from_db()
    link.put_back(world.eva)
    assert shown(client) == ["Meld fra"]
