"""Who holds which role on a unit, what holds there from above, and who does the duties of a vacant post."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from hub.units.models import Role, Unit, UnitUserGrant
from hub.units.models.roles import not_over

POSTS = (Role.LEADER, Role.CHIEF_EDITOR)  # a unit is meant to have one: empty is said to be vacant


@dataclass
class RoleLine:
    role: Role
    here: list[UnitUserGrant]  # held on this very unit, today or from a day to come
    above: list[UnitUserGrant]  # held on units above today, the nearest first: what they may do holds here too
    is_vacant: bool

    @property
    def stands_in(self) -> UnitUserGrant | None:
        """To whom the duties of a vacant post fall: the holder on the nearest unit above."""
        return self.above[0] if self.is_vacant and self.above else None


def roles_on(unit: Unit) -> list[RoleLine]:
    """One line for each role; one query."""
    units = [*unit.ancestor_ids, unit.pk]
    active = get_user_model().objects.active()
    held = UnitUserGrant.objects.filter(not_over(), content_object__in=units, user__in=active)
    grants = list(held.select_related("user", "content_object", "given_by").order_by("user__sort_key", "pk"))
    return [_line(Role(role), unit, [grant for grant in grants if grant.role == role]) for role in Role.values]


def _line(role: Role, unit: Unit, grants: list[UnitUserGrant]) -> RoleLine:
    here = [grant for grant in grants if grant.content_object_id == unit.pk]
    above = [grant for grant in grants if grant.content_object_id != unit.pk and _has_begun(grant)]
    above.sort(key=lambda grant: -grant.content_object.level)
    return RoleLine(role, here, above, is_vacant=role in POSTS and not any(map(_has_begun, here)))


def _has_begun(grant: UnitUserGrant) -> bool:
    return grant.starts_on is None or grant.starts_on <= timezone.localdate()


def roles_given_by(unit: Unit, user: Any) -> list[Role]:
    """The roles that `user` may give and take on this unit."""
    return [Role(role) for role in Role.values if unit.may_give(role, user)]


def taken_by(unit: Unit, user: Any) -> QuerySet[UnitUserGrant]:
    """The roles on this unit that `user` may take back."""
    return unit.user_grants.filter(role__in=roles_given_by(unit, user)).select_related("user")
