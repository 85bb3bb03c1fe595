"""No query grows with a list: each list is counted with few rows and with many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.findable.writing import bring_in
from hub.people.models import User
from hub.units.models import Membership, Page, Unit
from tests import world as cast

LISTS = {
    "front": lambda w: "/",
    "units": lambda w: "/units/",
    "unit": lambda w: f"/units/{w.lokentunet.pk}/",
    "pages of a unit": lambda w: f"/pages/unit/{w.lokentunet.pk}/",
    "page": lambda w: f"/pages/{w.open_page.pk}/",
    "directory": lambda w: "/people/",
    "directory, searched": lambda w: "/people/?q=an",
    "person": lambda w: f"/people/{w.ola.pk}/",
    "roles": lambda w: f"/units/{w.lokentunet.pk}/roles/",
    "history of a unit": lambda w: f"/units/{w.lokentunet.pk}/history/",
    "own page": lambda w: "/me/",
    "search": lambda w: "/search/?q=nyside",
    "search for people": lambda w: "/search/?q=an",
    "revisions": lambda w: f"/pages/{w.open_page.pk}/history/",
}
LIMITED = {"front", "unit", "directory", "page"}  # at most eight, as promised


def grow(world, count):
    """`count` more of everything that a list may hold."""
    for number in range(count):
        unit = world.lokentunet if number % 2 else world.kjokken
        person = User.objects.create(number=f"77{count}{number}", given_name="An", family_name=f"Ny{count}{number}")
        Membership.objects.create(user=person, unit=unit, title="pleier")
        page = cast.publish(world.lokentunet, f"Nyside {count}-{number}", world.ola)
        Page.objects.filter(pk=page.pk).update(parent=world.open_page if number % 2 else None, owner=world.ola)
        Page.start(world.lokentunet, f"Kladd {count}-{number}", world.ola)
        Unit.objects.create(name=f"Enhet {count}-{number}", parent=world.lokentunet)
        world.lokentunet.note("renamed", world.kari, was="a", now="b")
        draft = Page.objects.get(pk=world.open_page.pk).draft
        world.open_page.save_draft(
            f"T{count}{number}", "<p>x</p>", world.ola if number % 2 else world.eva, draft.number
        )


def count_queries(client, address):
    while bring_in():  # as the worker does
        pass
    client.get(address)  # what is remembered between requests is remembered now
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.django_db
def test_no_query_grows_with_a_list(client_of):
    world = cast.build()
    client = client_of(world.ola)
    grow(world, 1)
    few = {name: count_queries(client, make(world)) for name, make in LISTS.items()}
    grow(world, 20)
    many = {name: count_queries(client, make(world)) for name, make in LISTS.items()}
    assert many == few
    assert {name: few[name] for name in LIMITED if few[name] > 8} == {}
