"""The organisation chart: every open unit with its leader and how many work there, in four queries."""

from dataclasses import dataclass, field
from typing import Any

from hub.units.models import Role, Unit, UnitUserGrant
from hub.units.models.memberships import headcounts
from hub.units.unit_choice import in_tree_order
from hub.units.unit_home import duties

OPEN_UP_TO = 80  # units; a larger chart starts with its first two levels


@dataclass
class Branch:
    unit: Unit
    people: int  # with those below
    leader: UnitUserGrant | None
    below: list["Branch"] = field(default_factory=list)


class Chart:
    """`tops` are the branches without one above; there is one in a municipality."""

    def __init__(self, units: Any) -> None:
        ordered = in_tree_order(list(units))
        counts = headcounts()
        leaders = {post.content_object_id: post for post in duties(ordered) if post.role == Role.LEADER}
        branches = {unit.pk: Branch(unit, counts[unit.pk], leaders.get(unit.pk)) for unit in ordered}
        self.count = len(ordered)
        self.all_open = self.count <= OPEN_UP_TO
        self.tops: list[Branch] = []
        for branch in branches.values():
            above = branches.get(branch.unit.parent_id or 0)
            (above.below if above else self.tops).append(branch)
