"""Links of the cast, and what a page of them shows."""

import html
import re

import pytest
from django.utils import timezone

from hub.people.models import User
from hub.selfservice.models import Need, Openings, ServiceLink
from hub.selfservice.models.openings import SMALLEST, week_of
from hub.units.models import Membership
from tests import world as cast


@pytest.fixture
def world(db):
    made = cast.build()
    made.need = Need.add("Syk eller borte", by=made.siri)
    made.pay = Need.add("Lønn", by=made.siri)
    return made


@pytest.fixture
def add(world):
    """`add("Tittel")` is a link of Løkentunet that everybody sees."""

    def one(title="Meld fra", address="https://syk.example/", unit=None, **fields):
        said = {"title": title, "address": address, "about": f"Om {title}", "need": world.need} | fields
        return ServiceLink.add(unit or world.lokentunet, world.eva, **said)

    return one


def shown(client, path="/services/"):
    """The titles on the page, without those among the most used."""
    text = client.get(path).content.decode()
    return re.findall(r'<li id="\w+-\d+"><a [^>]*>([^<]+)<', text)


def most_used(client):
    """(heading, titles) of the list that stands first."""
    text = client.get("/services/").content.decode()
    if 'id="most-used"' not in text:
        return "", []
    part = text.split('id="most-used"')[1].split("</section>")[0]
    heading = html.unescape(re.search(r">([^<]+)</h2>", part)[1])
    return heading, re.findall(r"<li><a [^>]*>([^<]+)<", part)


def opened(link, unit, times):
    week = week_of(timezone.localdate())
    Openings.objects.create(kind="link", key=link.pk, unit=unit, week=week, times=times)


def crowd(unit, count=SMALLEST):
    """So many more who work there."""
    made = []
    for number in range(count):
        made.append(User.objects.create(number=f"8{unit.pk}0{number}", given_name="N", family_name=f"N{number}"))
        Membership.objects.create(user=made[-1], unit=unit)
    return made


def new(world, **typed):
    rows = {"units-TOTAL_FORMS": "2", "units-INITIAL_FORMS": "0", "units-MIN_NUM_FORMS": "0"}
    said = {"title": "Send egenmelding", "about": "Dagene dine", "address": "https://syk.example/", "language": "nb"}
    said |= {"need": world.need.pk, "unit": world.lokentunet.pk, "reach": "everybody", "on_phone": "on", "key": "k1"}
    return {**rows, **said, "is_counted": "on", **typed}
