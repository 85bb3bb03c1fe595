"""What is counted can name nobody, and decides what stands first."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.people.models import User
from hub.selfservice.jobs import forget_old_openings
from hub.selfservice.models import Openings
from hub.selfservice.models.openings import WEEKS, week_of
from hub.units.models import Membership
from tests.selfservice.conftest import crowd, most_used, opened, shown

pytestmark = pytest.mark.django_db


def test_nothing_that_is_counted_can_name_a_person(world, client_of, add):
    names = {field.name for field in Openings._meta.get_fields()}
    assert names == {"id", "kind", "key", "unit", "week", "times"}
    crowd(world.lokentunet)
    link = add()
    for person in (world.ola, world.kari):
        client_of(person).get(link.get_absolute_url())
    rows = Openings.objects.values_list("unit", "times", "week")
    assert {row[0]: row[1] for row in rows} == {world.lokentunet.pk: 2, world.top.pk: 2}
    assert {row[2] for row in rows} == {week_of(timezone.localdate())}
    assert all(day.weekday() == 0 for _unit, _times, day in rows)


def test_where_few_work_nothing_is_counted_but_for_the_municipality(world, client_of, add):
    link = add()
    client_of(world.amina).get(link.get_absolute_url())
    assert list(Openings.objects.values_list("unit", flat=True)) == [world.top.pk]


def test_what_colleagues_may_want_to_keep_to_themselves_is_not_counted(world, client_of, add):
    crowd(world.lokentunet)
    link = add("Bedriftshelsetjenesten", is_counted=False)
    assert client_of(world.ola).get(link.get_absolute_url()).status_code == 302
    assert not Openings.objects.exists()
    Openings.objects.create(kind="link", key=link.pk, unit=world.top, week=week_of(timezone.localdate()), times=99)
    assert most_used(client_of(world.ola)) == ("", [])


def test_looking_ahead_is_no_opening(world, client_of, add):
    link, client = add(), client_of(world.ola)
    client.head(link.get_absolute_url())
    client.get(link.get_absolute_url(), headers={"Sec-Purpose": "prefetch;prerender"})
    client.get("/services/")
    assert not Openings.objects.exists()
    client.get(link.get_absolute_url())
    assert Openings.objects.get().times == 1


def test_old_weeks_are_forgotten(world, add):
    link, today = add(), timezone.localdate()
    for weeks in (0, WEEKS - 1, WEEKS, 60):
        week = week_of(today) - timedelta(weeks=weeks)
        Openings.objects.create(kind="link", key=link.pk, unit=world.top, week=week, times=1)
    assert Openings.of_all("link", [link.pk]) == {link.pk: 2}
    forget_old_openings(timezone.now())
    assert Openings.objects.count() == 2


# What stands first


def test_the_most_used_of_my_unit_stand_first_and_others_see_others(world, client_of, add):
    links = [add(f"Lenke {letter}") for letter in "ABCD"]
    for place, link in enumerate(links):
        opened(link, world.lokentunet, 10 * (place + 1))
        opened(link, world.skole, 10 * (5 - place))
        opened(link, world.top, 7 if place == 2 else 4)
    heading, titles = most_used(client_of(world.ola))
    assert titles == ["Lenke D", "Lenke C", "Lenke B", "Lenke A"] and world.lokentunet.name in heading
    assert shown(client_of(world.ola)) == titles
    heading, titles = most_used(client_of(world.sara))
    assert titles == ["Lenke A", "Lenke B", "Lenke C", "Lenke D"] and world.skole.name in heading
    heading, titles = most_used(client_of(world.amina))  # whose unit has none: the municipality's
    assert titles[0] == "Lenke C" and world.kjokken.name not in heading
    Membership.objects.create(user=world.sara, unit=world.lokentunet)
    for link in links[:1]:
        opened(link, world.kjokken, 99)  # where Sara does not work
    heading, titles = most_used(client_of(User.objects.get(pk=world.sara.pk)))
    assert world.skole.name not in heading and len(titles) == 4


def test_a_few_openings_say_nothing_and_what_one_may_not_see_is_not_among_them(world, client_of, add):
    few, hidden = add("Sjelden"), add("Skjult")
    opened(few, world.top, 2)
    opened(hidden, world.top, 50)
    hidden.narrow(world.eva, [(world.kjokken, True)], [])
    assert most_used(client_of(world.sara))[1] == []
    assert most_used(client_of(world.amina))[1] == ["Skjult"]


def test_the_front_page_shows_them_within_its_queries(world, client_of, add):
    for place in range(5):
        opened(add(f"Lenke {place}"), world.kjokken, 5 + place)
    client = client_of(world.amina)
    client.get("/")
    with CaptureQueriesContext(connection) as seen:
        text = client.get("/").content.decode()
    assert len(seen) <= 8
    part = text.split('id="services-title"')[1].split("</nav>")[0]
    assert re.findall(r">(Lenke \d)", part) == ["Lenke 4", "Lenke 3", "Lenke 2", "Lenke 1"]
    assert 'id="services-title"' not in client_of(world.ola).get("/").content.decode()
