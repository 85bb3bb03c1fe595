"""A person as colleagues find them: posts with their leaders, roles, and how to reach them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from hub.units.models import Membership, Role, Unit, UnitUserGrant
from hub.units.models.helping import helps
from hub.units.models.memberships import ids
from hub.units.models.roles import in_force


@dataclass
class Post:
    membership: Membership
    leader: Any  # the User who leads there, or nobody


@dataclass
class PersonPage:
    person: Any
    posts: list[Post]
    roles: list[UnitUserGrant]
    may_make_code: bool


def person_page(reader: Any, person: Any) -> PersonPage:
    held = list(person.memberships.in_force().select_related("unit").order_by("-percent", "pk"))
    above = {pk for post in held for pk in ids(post.unit.path)}
    leading = Q(role=Role.LEADER, content_object__in=above, user__in=type(person).objects.active())
    held_or_leading = UnitUserGrant.objects.filter(in_force()).filter(Q(user=person) | leading)
    grants = list(held_or_leading.select_related("user", "content_object").order_by("content_object__path", "pk"))
    leaders = {grant.content_object_id: grant.user for grant in grants if grant.role == Role.LEADER}
    return PersonPage(
        person=person,
        posts=[Post(post, leader_of(post.unit, person, leaders)) for post in held],
        roles=[grant for grant in grants if grant.user_id == person.pk],
        may_make_code=helps(reader, person),
    )


def leader_of(unit: Unit, person: Any, leaders: dict[int, Any]) -> Any:
    """Who leads `person` in a unit: its leader or the nearest above; a leader's own leader is the one above."""
    nearest = (leaders.get(pk) for pk in reversed(ids(unit.path)))
    return next((leader for leader in nearest if leader and leader.pk != person.pk), None)
