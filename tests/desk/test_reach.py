"""Shares of must-reads: shown for groups of five or more, and never so that a smaller one can be worked out."""

import random

import pytest
from django.utils import timezone

from hub.desk.reach import SMALLEST, above, grouped, show
from hub.people.models import User
from hub.units.models import Membership, Receipt, Unit
from tests import world as cast


def tree(sizes):
    """{path: people in that very unit} -> groups, marked."""
    people = [(path, number) for path, size in sizes.items() for number in range(size)]
    at = dict(enumerate(path for path, _number in people))
    groups = grouped(set(at), set(), at, "/1/")
    show(groups, "/1/")
    return groups


def shown(sizes):
    return {path: group.people for path, group in tree(sizes).items() if group.is_shown}


def test_a_small_group_is_hidden_and_so_is_what_would_give_it_away():
    assert shown({"/1/": 0, "/1/2/": 10, "/1/3/": 4, "/1/4/": 6}) == {"/1/": 20, "/1/2/": 10}
    assert shown({"/1/2/": 10, "/1/3/": 4, "/1/4/": 3}) == {"/1/": 17, "/1/2/": 10}
    assert shown({"/1/": 2, "/1/2/": 10}) == {"/1/": 12}
    assert shown({"/1/2/": 10, "/1/3/": 5}) == {"/1/": 15, "/1/2/": 10, "/1/3/": 5}
    assert shown({"/1/": 4}) == {}


def test_what_lies_below_something_hidden_is_hidden_too():
    sizes = {"/1/2/": 20, "/1/3/": 1, "/1/4/5/": 6}
    assert shown(sizes) == {"/1/": 27, "/1/2/": 20}


def test_in_trees_of_chance_nobody_can_be_worked_out():
    """What is left of each shown unit, when the shown ones right below it are taken away, is nobody or five or more."""
    chance = random.Random(7)
    for _try in range(400):
        paths = ["/1/"]
        for number in range(2, chance.randint(3, 14)):
            paths.append(f"{chance.choice(paths)}{number}/")
        groups = tree({path: chance.choice([0, 0, 1, 2, 4, 5, 9, 30]) for path in paths})
        marked = {path: group.people for path, group in groups.items() if group.is_shown}
        for path, people in marked.items():
            rest = people - sum(n for other, n in marked.items() if above(other) == path)
            assert people >= SMALLEST and (rest == 0 or rest >= SMALLEST), marked
            assert path == "/1/" or above(path) in marked


@pytest.mark.django_db
def test_a_chief_editor_sees_shares_of_the_own_tree_and_no_names(client_of):
    world = cast.build()
    crowd = []
    for number in range(8):
        person = User.objects.create(number=f"80{number}", given_name=f"Skjult{number}", family_name="Navnesen")
        Membership.objects.create(user=person, unit=world.kjokken if number < 6 else world.hjemme)
        crowd.append(person)
    notice = cast.must_read(world.helse, "Ny rutine", world.siri)
    for person in crowd[:3]:
        Receipt.confirm(notice, person, 1)
    body = client_of(world.eva).get("/desk/reach/").content.decode()
    assert "Ny rutine" in body and "Navnesen" not in body
    row = f'data-group="{Unit.objects.get(pk=world.lokentunet.pk).path}"'
    assert row in body and f"{world.hjemme}" not in body
    written = client_of(world.eva).get("/desk/reach/file.csv").content.decode("utf-8-sig")
    assert "Ny rutine" in written
    assert client_of(world.ola).get("/desk/reach/").status_code == 404
    assert client_of(world.hilde).get("/desk/reach/").status_code == 404


@pytest.mark.django_db
def test_shared_services_and_hr_record_and_remind_everywhere(client_of):
    world = cast.build()
    notice = cast.must_read(world.lokentunet, "Må leses", world.kari)
    for person, helped in ((world.hilde, world.amina), (world.siri, world.ola)):
        body = client_of(person).get(f"/notices/{notice.pk}/reach/").content.decode()
        assert 'id="record-meeting"' in body
        Receipt.record(notice, [helped], "told", timezone.localdate(), person)
        assert client_of(person).post(f"/notices/{notice.pk}/remind/").status_code == 302
    assert world.kari.reminders.get().by == world.hilde
    assert client_of(world.nils).post(f"/notices/{notice.pk}/remind/").status_code == 404
