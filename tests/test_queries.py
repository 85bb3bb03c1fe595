"""No query grows with a list: each list is counted with few rows and with many."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.desk.lists import LISTS as LISTS_OF_DESK
from hub.findable.writing import bring_in
from hub.people.models import User
from hub.selfservice.models import Need, Openings, ServiceLink
from hub.selfservice.models.openings import week_of
from hub.units.models import (
    Membership,
    OutsideAddress,
    Page,
    PageCare,
    PageDraft,
    PageFinding,
    PageLink,
    Receipt,
    Reminder,
    Unit,
)
from tests import world as cast

LISTS = {
    "front": lambda w: "/",
    "units": lambda w: "/units/",
    "unit": lambda w: f"/units/{w.lokentunet.pk}/",
    "pages of a unit": lambda w: f"/pages/unit/{w.lokentunet.pk}/",
    "page": lambda w: f"/pages/{w.open_page.pk}/",
    "page that is talked about": lambda w: f"/pages/{w.talked_page.pk}/",
    "new comments": lambda w: f"/dialogue/{w.asked.thread_id}/new/",
    "names to mention": lambda w: f"/dialogue/{w.asked.thread_id}/people/?q=an",
    "directory": lambda w: "/people/",
    "directory, searched": lambda w: "/people/?q=an",
    "person": lambda w: f"/people/{w.ola.pk}/",
    "roles": lambda w: f"/units/{w.lokentunet.pk}/roles/",
    "history of a unit": lambda w: f"/units/{w.lokentunet.pk}/history/",
    "own page": lambda w: "/me/",
    "search": lambda w: "/search/?q=nyside",
    "search for people": lambda w: "/search/?q=an",
    "revisions": lambda w: f"/pages/{w.open_page.pk}/history/",
    "notices": lambda w: "/notices/",
    "notice": lambda w: f"/notices/{w.asked.pk}/",
    "notices of a unit": lambda w: f"/notices/unit/{w.lokentunet.pk}/",
    "week of a unit": lambda w: f"/notices/unit/{w.lokentunet.pk}/week/",
    "new notice": lambda w: f"/notices/unit/{w.lokentunet.pk}/new/",
    "price of a notice": lambda w: f"/notices/{w.unsent.pk}/send/",
    "kept about me": lambda w: "/me/kept/",
    "what waits": lambda w: "/waiting/",
    "services": lambda w: "/services/",
    "services, searched": lambda w: "/services/?q=lenke",
    "desk": lambda w: "/desk/",
    "page at the desk": lambda w: f"/desk/pages/{w.open_page.pk}/",
    "public list": lambda w: "/public/",
    "public feed": lambda w: "/public/feed.atom",
    "public feed of a unit": lambda w: f"/public/units/{w.lokentunet.pk}/feed.json",
}
for kind in LISTS_OF_DESK:
    if kind not in ("missed", "vacant"):  # which an editor does not have
        LISTS[f"desk, {kind}"] = partial(lambda kind, w: f"/desk/list/{kind}/", kind)
LEADERS = {
    "who is reached": lambda w: f"/notices/{w.asked.pk}/reach/",
    "who is reached, as a file": lambda w: f"/notices/{w.asked.pk}/reach.csv",
    "who was told": lambda w: f"/notices/{w.asked.pk}/told/",
    "sheet to sign": lambda w: f"/notices/{w.asked.pk}/sheet/",
    "all must-reads of a unit": lambda w: f"/notices/unit/{w.lokentunet.pk}/reach/",
    "links one keeps": lambda w: "/services/links/",
    "a link one keeps": lambda w: f"/services/links/{ServiceLink.objects.standing().first().pk}/",
    "desk of a leader": lambda w: "/desk/",
    "vacant posts": lambda w: "/desk/list/vacant/",
    "shares at the desk": lambda w: "/desk/reach/",
    "links at the desk, as a file": lambda w: "/desk/list/links/file.csv",
    "how far the must-reads of a unit have come": lambda w: f"/notices/unit/{w.lokentunet.pk}/reach/short/",
    "all must-reads, as a file": lambda w: f"/notices/unit/{w.lokentunet.pk}/reach.csv",
}
LIMITED = {"front", "unit", "directory", "page", "services"}  # at most eight, as promised


def grow(world, count):
    """`count` more of everything that a list may hold."""
    for number in range(count):
        unit = world.lokentunet if number % 2 else world.kjokken
        person = User.objects.create(number=f"77{count}{number}", given_name="An", family_name=f"Ny{count}{number}")
        Membership.objects.create(user=person, unit=unit, title="pleier")
        page = cast.publish(world.lokentunet, f"Nyside {count}-{number}", world.ola)
        Page.objects.filter(pk=page.pk).update(parent=world.open_page if number % 2 else None, owner=world.ola)
        Page.objects.filter(pk=page.pk).update(review_on=timezone.localdate())
        Page.start(world.lokentunet, f"Kladd {count}-{number}", world.ola)
        fill_desk(world, page)
        Unit.objects.create(name=f"Enhet {count}-{number}", parent=world.lokentunet)
        notice = cast.must_read(world.lokentunet, f"Oppslag {count}-{number}", world.kari)
        cast.notice(world.lokentunet, f"Nytt {count}-{number}", world.kari).show_world(world.kari)
        page.show_world(world.ola)
        Receipt.confirm(world.asked, person, 1)
        Receipt.record(notice, [world.ola], "told", timezone.localdate(), world.kari)
        Reminder.give(notice, [person], world.kari)
        world.lokentunet.note("renamed", world.kari, was="a", now="b")
        talk(world, person, count, number)
        offer(world, count, number)
        draft = Page.objects.get(pk=world.open_page.pk).draft
        world.open_page.save_draft(
            f"T{count}{number}", "<p>x</p>", world.ola if number % 2 else world.eva, draft.number
        )


def talk(world, person, count, number):
    """Comments, answers, hidden ones, reactions and mentions under a notice and a page."""
    for thing in (world.asked, world.talked_page):
        said = thing.thread.say(f"Hei @{person.number} og @Ola Nordmann", person)
        thing.thread.say(f"Svar {count}-{number}", world.ola, to=said)
        thing.thread.say("Skjult", world.dag, to=said).hide(world.kari, "x")
        thing.thread.say("Borte", world.ola).hide(world.kari, "x")
        for reader in (world.ola, world.dag):
            said.react("thanks", reader, True)


def offer(world, count, number):
    """Links under new needs and old ones, with openings; one that leads nowhere, and one that was taken away."""
    need = Need.add(f"Behov {count}-{number}", by=world.siri)
    said = {"need": need, "about": "x", "address": f"https://elsewhere.example/{count}-{number}"}
    link = ServiceLink.add(world.lokentunet, world.kari, title=f"Lenke {count}-{number}", **said)
    link.change(world.kari, 1, **said, title=f"Lenken {count}-{number}")
    OutsideAddress.objects.filter(pk=link.outside_id).update(broken_since=timezone.now())
    ServiceLink.add(world.lokentunet, world.kari, title="Borte", **said).remove(world.kari, "x")
    for unit in (world.top, world.lokentunet):
        row = {"kind": "link", "key": link.pk, "week": week_of(timezone.localdate())}
        Openings.objects.create(unit=unit, times=number + 3, **row)


def fill_desk(world, page):
    """Something of every kind that stands on the desk."""
    long_ago = timezone.now() - timedelta(days=40)
    Page.objects.filter(pk=page.pk).update(review_on=timezone.localdate())
    PageDraft.objects.filter(page__unit=world.lokentunet, page__current=None).update(saved_at=long_ago)
    PageFinding.objects.create(page=page, kind="heavy", number=60)
    PageLink.objects.create(page=page, address="/borte/", is_unknown=True)
    PageCare.objects.create(page=page, kind="postponed", by=world.kari, reason="x")
    left = Page.start(world.lokentunet, f"Arvet {page.pk}", world.ola, owner=world.eva)
    left._give_to(world.kari, "passed_on", None)
    Page.start(world.lokentunet, f"Translation {page.pk}", world.ola, language="en", original=page)
    left = Page.start(world.lokentunet, f"Uten eier {page.pk}", world.ola)
    left.publish(world.kari)


def count_queries(client, address):
    while bring_in():  # as the worker does
        pass
    cache.clear()
    client.get(address)  # what is remembered between requests, for a minute, is remembered now
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.django_db
def test_no_query_grows_with_a_list(client_of):
    world = cast.build()
    world.asked = cast.must_read(world.lokentunet, "Må leses", world.kari)
    world.unsent = cast.notice(world.lokentunet, "Ikke sendt", world.kari, cast.narrow(world.lokentunet), send=False)
    world.talked_page = cast.publish(world.lokentunet, "Omtalt", world.eva)
    world.talked_page.comments_open = True
    world.talked_page.save(update_fields=["comments_open"])
    clients = {False: client_of(world.ola), True: client_of(world.kari)}
    count = lambda: {  # noqa: E731
        name: count_queries(clients[name in LEADERS], make(world)) for name, make in {**LISTS, **LEADERS}.items()
    }
    grow(world, 1)
    few = count()
    grow(world, 20)
    many = count()
    assert many == few
    assert {name: few[name] for name in LIMITED if few[name] > 8} == {}
