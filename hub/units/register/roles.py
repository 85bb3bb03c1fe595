"""The plan for leaders: the export says who leads a unit, in a column of its own."""

import datetime
from dataclasses import dataclass, field

from hub.people.models import User
from hub.units.models import Role, Unit, UnitUserGrant
from hub.units.register.changes import Findings, shown
from hub.units.register.faults import listed
from hub.units.register.people import PeoplePlan
from hub.units.register.rows import Export, PostRow
from hub.units.register.state import Hub

Period = tuple[datetime.date | None, datetime.date | None]


@dataclass
class RolePlan:
    """Leaders to make and to end. The changed ones carry their new dates already."""

    given: list[UnitUserGrant] = field(default_factory=list)
    changed: list[UnitUserGrant] = field(default_factory=list)
    taken: list[UnitUserGrant] = field(default_factory=list)


def plan_roles(export: Export, hub: Hub, places: dict[str, Unit], people: PeoplePlan, found: Findings) -> RolePlan:
    """Leaders whom a person has made on the page of roles are left alone: only what the register gave does it take.

    The register's own are those that nobody is named for having given. Nobody gives themselves what they could not
    give on the page of roles: HR, who may not, would need no more than a file.
    """
    plan = RolePlan()
    if not export.has_leads:
        return plan
    held = {(grant.user.number, grant.content_object_id): grant for grant in hub.leaders}
    own: list[str] = []
    for row, unit in _wanted(export, hub, places):
        person, period = people.accounts[row.number], _period(row, hub)
        grant = held.pop((row.number, unit.pk), None)
        if hub.by and person.pk == hub.by.pk and not unit.may_give(Role.LEADER, hub.by):
            own += [unit.name] if grant is None or _current(grant, hub) != period else []
        elif grant is None:
            plan.given.append(_grant(person, unit, period))
            _find("given", person, unit, period, row.line, found)
        elif (grant.given_by_id is None or _is_over(grant, hub)) and _current(grant, hub) != period:
            grant.given_by, (grant.starts_on, grant.ends_on) = None, period
            plan.changed.append(grant)
            _find("changed", person, unit, period, row.line, found)
    if own:
        found.note("not_oneself", units=listed(own))
    for grant in held.values():
        person = grant.user
        name = f"{person.given_name} {person.family_name}"
        if grant.given_by_id is None and not export.skipped.may_be(person.number, name):
            plan.taken.append(grant)
            _find("taken", person, hub.units[grant.content_object_id], (None, None), 0, found)
    return plan


def _wanted(export: Export, hub: Hub, places: dict[str, Unit]) -> list[tuple[PostRow, Unit]]:
    """The rows that make somebody a leader, one for each person and unit: the one that lasts longest."""
    wanted: dict[tuple[str, int | str | None], tuple[PostRow, Unit]] = {}
    for row in export.posts:
        unit = places[row.unit]
        if not row.leads or (row.ends_on and row.ends_on < hub.today) or not unit.is_open:
            continue
        key = (row.number, unit.pk or unit.code)
        if key not in wanted or (row.ends_on or datetime.date.max) > (wanted[key][0].ends_on or datetime.date.max):
            wanted[key] = (row, unit)
    return list(wanted.values())


def _period(row: PostRow, hub: Hub) -> Period:
    """A first day that has been is no limit: what counts is that the role holds now."""
    return (row.starts_on if row.starts_on and row.starts_on > hub.today else None), row.ends_on


def _current(grant: UnitUserGrant, hub: Hub) -> Period:
    return (grant.starts_on if grant.starts_on and grant.starts_on > hub.today else None), grant.ends_on


def _is_over(grant: UnitUserGrant, hub: Hub) -> bool:
    return grant.ends_on is not None and grant.ends_on < hub.today


def _grant(person: User, unit: Unit, period: Period) -> UnitUserGrant:
    grant = UnitUserGrant(user=person, content_object=unit, role=Role.LEADER)
    grant.starts_on, grant.ends_on = period
    return grant


def _find(kind: str, person: User, unit: Unit, period: Period, line: int, found: Findings) -> None:
    what = {"unit": (unit.name, unit.name), "role": (Role.LEADER.value, Role.LEADER.value)}
    what |= {name: ("", shown(day)) for name, day in zip(("starts_on", "ends_on"), period, strict=True) if day}
    found.add("roles", kind, person.number, person.name, what, line)
