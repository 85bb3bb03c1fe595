"""What the hub has now, read in a few queries, to hold an export against."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.auth import get_user_model
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Membership, Role, Unit, UnitUserGrant
from hub.units.models.helping import stronger_than


@dataclass
class Hub:
    """Units, people, posts and leaders as they are; each unit is one object here, so that `is` compares."""

    today: datetime.date
    units: dict[int, Unit]
    people: dict[str, User]
    posts: dict[int, list[Membership]]
    leaders: list[UnitUserGrant]
    by: Any = None  # who imports; None on the command line, which may do everything
    out_of_reach: frozenset[int] = frozenset()  # accounts that may do more than who imports

    @classmethod
    def now(cls, by: Any = None) -> Self:
        units = {unit.pk: unit for unit in Unit.objects.order_by("path")}
        posts: dict[int, list[Membership]] = defaultdict(list)
        for post in Membership.objects.order_by("pk"):
            posts[post.user_id].append(post)
        for unit in units.values():
            if unit.parent_id:
                unit.parent = units[unit.parent_id]
        return cls(
            today=timezone.localdate(),
            units=units,
            people={person.number: person for person in get_user_model().objects.order_by("pk")},
            posts=posts,
            leaders=list(UnitUserGrant.objects.filter(role=Role.LEADER).select_related("user")),
            by=by,
            out_of_reach=frozenset(stronger_than(by).values_list("pk", flat=True) if by else ()),
        )

    @property
    def top(self) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.parent_id is None and not unit.merged_into_id), None)

    def by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units.values() if unit.code}

    def acting(self, unit: Unit) -> Unit:
        """The unit itself, or the one that it is part of now."""
        while unit.merged_into_id:
            unit = self.units[unit.merged_into_id]
        return unit

    def is_over(self, post: Membership) -> bool:
        return post.ends_on is not None and post.ends_on < self.today


def open_codes() -> set[str]:
    """The codes that a post may name although the file of units does not: of all units but those that are closed."""
    codes = Unit.objects.exclude(code=None).values_list("code", "closed_on", "merged_into")
    return {code for code, closed_on, merged_into in codes if code and (closed_on is None or merged_into)}
