"""The tree of units: moving, merging, closing and opening keep people, pages and addresses."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.people.models import User
from hub.units.models import Membership, Page, Role, Unit
from hub.units.models.memberships import headcount, headcounts
from hub.units.models.tree import Refused
from tests import world as cast

VERBS = st.sampled_from(["move", "merge", "rename", "stale"])
steps = st.lists(st.tuples(VERBS, st.integers(0, 9), st.integers(0, 9)), max_size=15)


@pytest.fixture
def world(db):
    return cast.build()


def path_by_hand(unit):
    return f"{path_by_hand(unit.parent) if unit.parent else '/'}{unit.pk}/"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_is_moved_and_merged_the_paths_stay_right(db, steps):
    with transaction.atomic():
        move_and_merge(steps)
        transaction.set_rollback(True)


def move_and_merge(steps):
    units = [Unit.objects.create(name="topp")]
    for number in range(9):
        units.append(Unit.objects.create(name=f"enhet {number}", parent=units[number // 2]))
    old = {unit.pk: Unit.objects.get(pk=unit.pk) for unit in units}  # as somebody read them before all this
    for verb, one, other in steps:
        unit, target = Unit.objects.get(pk=units[one].pk), Unit.objects.get(pk=units[other].pk)
        if unit.parent is None or unit.merged_into_id:
            continue
        try:
            if verb == "move":
                unit.move(target, None)
            elif verb == "merge":
                unit.merge_into(target, None)
            elif verb == "rename":
                unit.rename("et annet navn", None)
            else:
                old[unit.pk].describe(None, about="skrevet av en som leste for lenge siden")
        except Refused:
            pass
        for each in Unit.objects.select_related("parent"):
            assert each.path == path_by_hand(each)
        assert not Unit.objects.filter(merged_into__merged_into__isnull=False).exists()


def test_a_unit_read_before_a_move_does_not_bring_the_old_path_back(world):
    stale = Unit.objects.select_related("parent").get(pk=world.kjokken.pk)
    world.lokentunet.move(world.oppvekst, world.rita)
    stale.about = "Lager mat"
    stale.save()
    assert (
        Unit.objects.get(pk=stale.pk).path == f"/{world.top.pk}/{world.oppvekst.pk}/{world.lokentunet.pk}/{stale.pk}/"
    )


def test_a_unit_cannot_end_up_under_itself(world):
    with pytest.raises(Refused):
        world.helse.move(world.kjokken, world.rita)
    with pytest.raises(Refused):
        world.helse.merge_into(world.lokentunet, world.rita)


def test_a_merge_moves_people_pages_subunits_and_what_is_narrowed_to_the_unit(world):
    world.lokentunet.merge_into(world.hjemme, world.hilde)  # HR may not take every role, but a merge ends them all
    kari, ola = User.objects.get(pk=world.kari.pk), User.objects.get(pk=world.ola.pk)
    assert kari.memberships.get().unit == world.hjemme
    assert Page.objects.get(pk=world.open_page.pk).unit == world.hjemme
    assert Unit.objects.get(pk=world.kjokken.pk).parent == world.hjemme
    assert not world.lokentunet.user_grants.exists()
    assert world.lokentunet.role_records.filter(role=Role.CHIEF_EDITOR, given=False, by=world.hilde).exists()
    assert not Page.objects.allowing(ola, "edit").exists()
    world.kjokken.refresh_from_db()
    world.kjokken.merge_into(world.hjemme, world.hilde)
    assert world.narrow_page in Page.objects.visible_to(User.objects.get(pk=world.amina.pk))
    assert world.narrow_page not in Page.objects.visible_to(User.objects.get(pk=world.sara.pk))


def test_an_audience_that_names_both_units_names_one_after_the_merge(world):
    audience = cast.narrow(world.kjokken, world.hjemme)
    audience.units.filter(unit=world.hjemme).update(with_below=False)
    world.kjokken.merge_into(world.hjemme, world.rita)
    row = audience.units.get()
    assert (row.unit, row.with_below) == (world.hjemme, True)


def test_a_unit_where_people_work_or_with_open_subunits_is_not_closed(world):
    for unit in (world.kjokken, world.oppvekst, world.top):
        with pytest.raises(Refused):
            unit.close(world.rita)
    Membership.objects.filter(unit=world.kjokken).update(ends_on=date(2020, 1, 1))
    world.kjokken.close(world.rita)
    assert world.kjokken not in Unit.objects.open()
    world.kjokken.reopen(world.rita)
    assert world.kjokken in Unit.objects.open()


def test_a_unit_does_not_open_under_a_closed_one(world):
    Membership.objects.all().delete()
    world.kjokken.close(world.rita)
    world.lokentunet.close(world.rita)
    world.kjokken.refresh_from_db()
    with pytest.raises(Refused):
        world.kjokken.reopen(world.rita)
    with pytest.raises(Refused):
        world.lokentunet.add_below("Ny avdeling", world.rita)


def test_nobody_has_rights_in_a_unit_that_was_merged(world):
    world.kjokken.merge_into(world.hjemme, world.rita)
    unit, rita = Unit.objects.get(pk=world.kjokken.pk), User.objects.get(pk=world.rita.pk)
    for verb in ("view", "edit", "organise", "lead"):
        assert not unit.allows(rita, verb)
        assert unit not in Unit.objects.allowing(rita, verb)


def test_people_are_counted_once_however_many_posts_they_hold(world):
    Membership.objects.create(user=world.amina, unit=world.lokentunet, title="vikar")
    Membership.objects.create(user=world.amina, unit=world.skole, title="vikar")
    Membership.objects.create(user=world.sara, unit=world.kjokken, title="sluttet", ends_on=date(2020, 1, 1))
    User.objects.filter(pk=world.ola.pk).update(active_to=date(2020, 1, 1))
    expected = {"top": 11, "helse": 6, "lokentunet": 4, "kjokken": 1, "hjemme": 1, "oppvekst": 2, "skole": 2}
    counts = headcounts()
    assert {key: counts[getattr(world, key).pk] for key in expected} == expected
    annotated = Unit.objects.annotate(people=headcount())
    assert {unit.pk: unit.people for unit in annotated} == dict(counts)


def test_a_unit_is_merged_once_although_two_do_it_at_the_same_moment(world):
    mine, theirs = Unit.objects.get(pk=world.kjokken.pk), Unit.objects.get(pk=world.kjokken.pk)
    mine.merge_into(world.lokentunet, world.kari)
    with pytest.raises(Refused):
        theirs.merge_into(world.hjemme, world.helge)
    assert Unit.objects.get(pk=world.kjokken.pk).merged_into == world.lokentunet
