"""Whatever happens to the organisation, each of the audience's active people is counted exactly once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.people.models import User
from hub.units.models import Audience, Membership, Notice, Receipt, Unit
from hub.units.models.tree import Refused
from hub.units.price import price_of
from hub.units.reach import reach_of, shares_of, table_of
from tests import world as cast

UNITS, PEOPLE = list(cast.UNITS), list(cast.PEOPLE)
unit, person = st.sampled_from(UNITS), st.sampled_from(PEOPLE)
STEPS = st.one_of(
    st.tuples(st.just("move"), unit, unit),
    st.tuples(st.just("merge"), unit, unit),
    st.tuples(st.just("hire"), unit, st.booleans()),
    st.tuples(st.just("leave"), person, st.just("")),
    st.tuples(st.just("post"), person, unit),
    st.tuples(st.just("unpost"), person, unit),
    st.tuples(st.just("confirm"), person, st.just("")),
    st.tuples(st.just("tell"), person, st.just("")),
    st.tuples(st.just("again"), person, st.just("")),
)
AUDIENCES = st.lists(st.tuples(unit, st.booleans()), max_size=3)
ROLES = st.sampled_from(["", "", "leader", "editor"])


class Undo(Exception):
    pass


def do(world, notice, step, number):
    verb, one, other = step
    match verb:
        case "move":
            fresh(world, one).move(fresh(world, other), None)
        case "merge":
            fresh(world, one).merge_into(fresh(world, other), None)
        case "hire":
            user = User.objects.create(number=f"9{number}", given_name="Ny", password="" if other else "hash")
            Membership.objects.create(user=user, unit=fresh(world, one))
        case "leave":
            User.objects.filter(pk=getattr(world, one).pk).update(active_to=timezone.localdate() - timedelta(days=1))
        case "post":
            Membership.objects.create(user=getattr(world, one), unit=fresh(world, other))
        case "unpost":
            Membership.objects.filter(user=getattr(world, one)).update(ends_on=timezone.localdate() - timedelta(days=1))
        case "confirm":
            Receipt.confirm(notice, User.objects.get(pk=getattr(world, one).pk), notice.current.number)
        case "tell":
            Receipt.record(notice, [getattr(world, one)], "told", timezone.localdate(), world.kari)
        case "again":
            notice.rewrite(f"Versjon {number}", "<p>x</p>", world.kari, notice.current.number, ask_again=True)


def fresh(world, key):
    return Unit.objects.get(pk=getattr(world, key).pk)


def check(notice):
    notice = Notice.objects.select_related("current").get(pk=notice.pk)
    active = {user for user in User.objects.all() if user.is_active}
    people = set(notice.addressees())
    assert people <= active
    reach = reach_of(notice, ["/"])
    assert [row.person for row in reach.rows] and {row.person for row in reach.rows} == people or not people
    assert len(reach.rows) == len(people) == reach.count.people == sum(part.number for part in reach.count.bar)
    assert reach.count.reached + reach.count.missing == len(people) and len(reach.missing) == reach.count.missing
    assert price_of(notice, None_()).people == len(people)
    counts = {shown.pk: count for shown, count in table_of(["/"]).notices}
    assert (counts[notice.pk].states if people else {}) == reach.count.states
    share = next((share for share in shares_of(["/"]) if share[0] == notice), (notice, 0, 0))
    assert share[1:] == ((reach.count.reached, len(people)) if people else (0, 0))
    for user in active:
        meant = Notice.objects.meant_for(user).filter(pk=notice.pk).exists()
        waits = Notice.objects.unanswered_by(user).filter(pk=notice.pk).exists()
        assert meant == (user in people)
        assert not meant or Notice.objects.visible_to(user).filter(pk=notice.pk).exists()
        assert waits == (user.pk in {row.person.pk for row in reach.missing})


class None_:
    """Somebody who answers for nobody."""

    is_active, _held_roles = True, ()


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=AUDIENCES, role=ROLES, steps=st.lists(STEPS, max_size=7))
def test_all_counts_add_up_at_every_moment(rows, role, steps):
    try:
        with transaction.atomic():
            world = cast.build()
            audience = Audience.objects.create(roles=Audience.pack_roles([role] if role else []))
            for key, below in dict(rows).items():
                audience.units.create(unit=getattr(world, key), with_below=below)
            notice = cast.must_read(world.lokentunet, "Håndhygiene", world.rita, audience)
            check(notice)
            for number, step in enumerate(steps):
                try:
                    with transaction.atomic():
                        do(world, notice, step, number)
                except Refused:
                    pass
                notice.refresh_from_db()
                check(notice)
            raise Undo
    except Undo:
        pass
