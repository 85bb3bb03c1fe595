"""The organisation chart: every open unit with its leader and how many work there, in four queries."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from hub.people.models.users import at_work
from hub.units.models import Role, UnitUserGrant
from hub.units.models.memberships import headcounts
from hub.units.models.roles import in_force
from hub.units.unit_choice import Line, lines

OPEN_UP_TO = 80  # units; a larger chart starts with its first two levels


@dataclass
class Branch:
    """One line of the chart, with everything under it."""

    unit: Line
    people: int  # with those below
    leader: UnitUserGrant | None
    below: list["Branch"] = field(default_factory=list)
    ends: int = 0  # how many branches end with this line

    @property
    def closing(self) -> SafeString:
        """The ends of lists that a flat loop over the lines has begun. A long chart is written twice as quickly so."""
        return mark_safe("</li>" + "</ul></details></li>" * self.ends)


class Chart:
    """`tops` are the branches without one above (there is one in a municipality); `branches` are all, in tree order."""

    def __init__(self, units: Any) -> None:
        ordered = lines(units)
        counts = headcounts()
        leaders = {post.content_object_id: post for post in leading(units)}
        branches = {unit.pk: Branch(unit, counts[unit.pk], leaders.get(unit.pk)) for unit in ordered}
        self.branches = list(branches.values())
        self.count = len(ordered)
        self.all_open = self.count <= OPEN_UP_TO
        self.tops: list[Branch] = []
        for branch in self.branches:
            above = branches.get(branch.unit.parent_id or 0)
            (above.below if above else self.tops).append(branch)
        for branch in self.branches:
            if branch.below:
                last_of(branch).ends += 1


def last_of(branch: Branch) -> Branch:
    """The last line under a branch."""
    while branch.below:
        branch = branch.below[-1]
    return branch


def leading(units: Any) -> list[UnitUserGrant]:
    """Who leads each of these units today."""
    grants = UnitUserGrant.objects.filter(in_force(), at_work("user__"), role=Role.LEADER, content_object__in=units)
    return list(grants.select_related("user").order_by("-pk"))
