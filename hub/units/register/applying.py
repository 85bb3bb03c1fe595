"""Takes the steps of a plan, in the caller's transaction and with few queries."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from guardian.shortcuts import get_perms_for_model

from hub.findable.marking import mark
from hub.people.models import User
from hub.units.models import Membership, Role, RoleRecord, Unit, UnitUserGrant
from hub.units.models.helping import end_code_of_weaker
from hub.units.register.people import PeoplePlan
from hub.units.register.plan import Steps
from hub.units.register.roles import RolePlan
from hub.units.register.units import TreePlan

BATCH = 500  # rows a statement
PERSON_FIELDS = [
    "given_name", "family_name", "email", "internal_number", "active_from", "active_to", "sort_key", "search_key",
]  # fmt: skip
POST_FIELDS = ["title", "percent", "starts_on", "ends_on", "search_key"]


def take_steps(steps: Steps, by: Any) -> None:
    """Write everything. Call it inside a transaction; `by` is the person who applies, None on the command line."""
    _tree(steps.units, by)
    _people(steps.people)
    _posts(steps.people)
    _leaders(steps.roles, by)


def _tree(plan: TreePlan, by: Any) -> None:
    """Units one by one with their own verbs, which keep the tree and its history: there are few of them."""
    for unit, details in plan.described:
        unit.describe(by, **details)
    for unit in plan.new:
        unit.parent = unit.parent  # take over the key that the unit above has got by now
        unit.save()
        unit.note("created", by, now=unit.name)
    for unit, parent in plan.moved:
        unit.move(parent, by)
    for unit, name in plan.renamed:
        unit.rename(name, by)


def _people(plan: PeoplePlan) -> None:
    for person in plan.new:
        person.password = make_password(None)  # no password fits it
    for person in plan.new + plan.changed:
        person.tidy()
    # Addresses may go round in a circle: all are let go before any is given.
    get_user_model().objects.filter(pk__in=[person.pk for person in plan.readdressed]).update(email=None)
    User.objects.bulk_update(plan.changed, PERSON_FIELDS, batch_size=BATCH)
    User.objects.bulk_create(plan.new, batch_size=BATCH)
    mark("person", [person.pk for person in plan.changed + plan.new])


def _posts(plan: PeoplePlan) -> None:
    for post in plan.posts.new + plan.posts.changed:
        post.tidy()
    Membership.objects.bulk_create(plan.posts.new, batch_size=BATCH)
    Membership.objects.bulk_update(plan.posts.changed, POST_FIELDS, batch_size=BATCH)
    mark("person", [post.user_id for post in plan.posts.new + plan.posts.changed])


def _leaders(plan: RolePlan, by: Any) -> None:
    """As `Unit.give` and `Unit.take` do it, for many at once. Nobody stands as giver: that marks the register's own."""
    permission = get_perms_for_model(Unit).get(codename=Role.LEADER)
    for grant in plan.given:
        grant.permission = permission
    UnitUserGrant.objects.bulk_create(plan.given, batch_size=BATCH)
    UnitUserGrant.objects.bulk_update(plan.changed, ["given_by", "starts_on", "ends_on"], batch_size=BATCH)
    UnitUserGrant.objects.filter(pk__in=[grant.pk for grant in plan.taken]).delete()
    records = [_record(grant, True, by) for grant in plan.given + plan.changed]
    records += [_record(grant, False, by) for grant in plan.taken]
    RoleRecord.objects.bulk_create(records, batch_size=BATCH)
    for grant in plan.given:
        end_code_of_weaker(grant.user)


def _record(grant: UnitUserGrant, given: bool, by: Any) -> RoleRecord:
    return RoleRecord(
        unit_id=grant.content_object_id,
        user_id=grant.user_id,
        role=Role.LEADER,
        given=given,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
        by=by,
    )
