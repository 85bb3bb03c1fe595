from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from hub.people.models import OneTimeCode
from hub.units.models.grants import UnitUserGrant
from hub.units.models.memberships import Membership
from hub.units.models.roles import GIVEN_BY, MAY, Role, held_roles, not_over, paths_where
from hub.units.models.tree import Unit


def helped_by(user: Any) -> QuerySet[Any]:
    """The people for whom `user` may make a one-time code.

    A code is a way into the other's account, so whoever makes one could use it. Hence:
    - they work today in a unit where `user` may look after people (its leader, deputy, HR or IT), or below it; somebody
      without a post is looked after by those who keep the whole municipality's register;
    - every role they hold, now or soon, is within `user`'s own reach: on a unit where `user` looks after people, and
      one that `user` could give there, or holds no less than. So a leader helps the editors and the deputy of the unit,
      but not somebody who also is HR, IT or shared services, nor the leader above; and a deputy not the leader;
    - HR looks after everybody's account but IT's; IT after everybody's;
    - nobody makes a code for themselves: that would be a new password without the old one.
    """
    paths = paths_where(user, "people")
    people = get_user_model().objects.active().exclude(pk=user.pk)
    if not paths:
        return people.none()
    posts = Membership.objects.in_force()
    here = Q(pk__in=posts.filter(_below("unit__path", paths)).values("user"))
    if Unit.objects.allowing(user, "register").filter(parent=None).exists():
        here |= ~Q(pk__in=posts.values("user"))
    return people.filter(here).exclude(pk__in=stronger_than(user).values("pk"))


def stronger_than(user: Any) -> QuerySet[Any]:
    """The accounts, in use or not, that may do something beyond `user`'s reach, now or soon.

    Whatever opens such an account is not for `user` to make or to change: a code, nor the address that letters go to.
    """
    reach = Q(pk__in=[])
    for role in Role.values:
        reach |= _reach(user, role, paths_where(user, "people"))
    stronger = Q(pk__in=UnitUserGrant.objects.filter(not_over()).exclude(reach).values("user"))
    if not user.is_superuser:
        stronger |= Q(is_superuser=True)
    return get_user_model().objects.filter(stronger).exclude(pk=user.pk)


def helps(user: Any, person: Any) -> bool:
    return helped_by(user).filter(pk=person.pk).exists()


def end_code_of_weaker(person: Any) -> None:
    """End a code that was made for somebody by a person who could not make it any more: they have got more to do since.

    Else whoever kept the slip back would come into an account that may do more than their own.
    """
    code = OneTimeCode.objects.select_related("made_by").filter(user=person).first()
    if code and code.is_open and stronger_than(code.made_by).filter(pk=person.pk).exists():
        OneTimeCode.end(person)


def _reach(user: Any, role: str, paths: list[str]) -> Q:
    """The grants of a role that lie within what `user` could give or has."""
    here, above = GIVEN_BY[role]
    reach = Q(pk__in=[])
    for path in paths:
        verbs = {verb for held, held_on in held_roles(user) if path.startswith(held_on) for verb in MAY[held]}
        below = Q(content_object__path__startswith=path)
        if verbs >= MAY[role] or verbs & here or ("register" in verbs and role != Role.IT):
            reach |= below
        elif verbs & above:
            reach |= below & ~Q(content_object__path=path)
    return Q(role=role) & reach


def _below(column: str, paths: list[str]) -> Q:
    within = Q(pk__in=[])
    for path in paths:
        within |= Q(**{f"{column}__startswith": path})
    return within
