"""The roles of the municipality, and the one table from role to what it may do."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.database.written import written_once


class Role(models.TextChoices):
    LEADER = "leader", _("Leader")
    DEPUTY = "deputy", _("Deputy")
    CHIEF_EDITOR = "chief_editor", _("Chief editor")
    EDITOR = "editor", _("Editor")
    HANDLER = "handler", _("Handler")
    HR = "hr", _("HR")
    CRISIS_LEAD = "crisis_lead", _("Crisis lead")
    IT = "it", _("IT")


# A role holds on its unit and everything below it. "people" = one-time codes and accounts; "lead" = answers for it;
# "reach" = sees by name whom a must-read has reached, records and reminds; shared services, the chief editor of the
# top unit, do it too.
# "alert" = sends an emergency alert to the unit and those below, and sees its roll-call.
# "entrust" = lets editors publish; "profile" = the municipality's name and colours, asked of the top unit only.
MAY: dict[str, frozenset[str]] = {
    Role.LEADER: frozenset({"edit", "publish", "entrust", "handle", "lead", "people", "reach", "deputise", "organise"}),
    Role.DEPUTY: frozenset({"edit", "publish", "entrust", "handle", "lead", "people", "reach"}),
    Role.CHIEF_EDITOR: frozenset({"edit", "publish", "entrust", "profile"}),
    Role.EDITOR: frozenset({"edit"}),
    Role.HANDLER: frozenset({"handle"}),
    Role.HR: frozenset({"people", "register", "organise", "reach"}),
    Role.CRISIS_LEAD: frozenset({"alert"}),
    Role.IT: frozenset({"people", "register", "organise", "settings", "administer", "profile"}),
}
VERBS = frozenset({"view"}).union(*MAY.values())

# Who gives and takes a role on a unit: somebody who may one of these verbs on the unit itself, or strictly above it.
# Nobody gives what they do not have: a deputy, who may not appoint deputies, appoints no leader either, and a leader,
# who may not read the staff register, names no HR. Two lines go further. IT ("administer") sets a new municipality
# going and stands in where nobody is above. A leader names the crisis lead of the unit, whose preparedness is theirs.
GIVEN_BY: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    #                        on the unit or above       only strictly above
    Role.LEADER: (frozenset({"administer"}), frozenset({"deputise"})),
    Role.DEPUTY: (frozenset({"deputise", "administer"}), frozenset()),
    Role.CHIEF_EDITOR: (frozenset({"lead", "administer"}), frozenset({"publish"})),
    Role.EDITOR: (frozenset({"publish"}), frozenset()),
    Role.HANDLER: (frozenset({"lead"}), frozenset()),
    Role.HR: (frozenset({"register", "administer"}), frozenset()),
    Role.CRISIS_LEAD: (frozenset({"deputise", "administer"}), frozenset()),
    Role.IT: (frozenset({"administer"}), frozenset()),
}


def in_force(prefix: str = "") -> Q:
    """Rows with `starts_on` and `ends_on` that hold today; an open end holds for ever."""
    today = timezone.localdate()
    started = Q(**{f"{prefix}starts_on": None}) | Q(**{f"{prefix}starts_on__lte": today})
    return started & (Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": today}))


def not_over(prefix: str = "") -> Q:
    """Rows that hold today or will: the last day has not passed."""
    return Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": timezone.localdate()})


def held_roles(user: Any) -> list[tuple[str, str]]:
    """(role, path of the unit) for each role `user` holds today. Read once per user object, so once a request."""
    if not hasattr(user, "_held_roles"):
        remember_places(user)
    return user._held_roles


def remember_places(user: Any) -> None:
    """Read, in one query, where a person works and which roles they hold, and keep both on the user object."""
    places = places_of(user.pk)
    user._works_in = [path for role, path in places if not role]
    user._held_roles = [place for place in places if place[0]] + ([(Role.IT.value, "/")] if user.is_superuser else [])


@written_once
def places_of(user: int) -> Any:
    """(role or nothing, path) of each role and post that a person holds today."""
    people: Any = get_user_model()
    grants, posts = (people._meta.get_field(name).related_model.objects for name in ("unit_grants", "memberships"))
    held = grants.filter(in_force(), user=user).order_by().values_list("role", "content_object__path")
    works = posts.filter(in_force(), user=user).order_by().values_list(Value("", models.CharField()), "unit__path")
    return held.union(works, all=True)


def paths_where(user: Any, verb: str) -> list[str]:
    """Paths of the units where `user` holds a role that may `verb`."""
    if not user.is_active:
        return []
    held = held_roles(user)
    paths = [path for role, path in held if verb in MAY.get(role, ())]
    return paths + [path for role, path in held if verb == "reach" and is_shared_services(role, path)]


def is_shared_services(role: str, path: str) -> bool:
    """The chief editor of the municipality itself, who answers for the hub as a whole."""
    return role == Role.CHIEF_EDITOR and path.count("/") == 2
