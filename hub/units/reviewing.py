"""When pages are to be looked at again, and by whom."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.people.models.users import at_work
from hub.units.models import Page, Role, Unit, UnitUserGrant
from hub.units.models.pages import GRACE
from hub.units.models.roles import held_roles, in_force

FIRST = timedelta(days=28)
REMIND = (-28, -14, 0, GRACE.days)  # days after the date on which the owner is told
STAGES = {
    "month": _("Within four weeks"),
    "fortnight": _("Within two weeks"),
    "due": _("Due for review"),
    "overdue": _("More than a week overdue"),
}


def stage_of(review_on: date | None, today: date | None = None) -> str:
    """How far a page is in its review: "", "month", "fortnight", "due" or "overdue"."""
    if review_on is None:
        return ""
    days = ((today or timezone.localdate()) - review_on).days
    if days >= GRACE.days:
        return "overdue"
    if days >= 0:
        return "due"
    if days >= -14:
        return "fortnight"
    return "month" if days >= -FIRST.days else ""


def asked_since(review_on: date | None, today: date | None = None) -> date | None:
    """The last of the days on which the owner was told about this review, up to today."""
    if review_on is None:
        return None
    days = ((today or timezone.localdate()) - review_on).days
    return review_on + timedelta(days=max((after for after in REMIND if after <= days), default=REMIND[0]))


def soon_due(pages: Any, today: date | None = None) -> Any:
    """Those of the pages whose review is four weeks away at most, or past."""
    return pages.live().filter(review_on__lte=(today or timezone.localdate()) + FIRST)


def reminded_on(pages: Any, day: date | None = None) -> Any:
    """Those of the pages about which the owner is told on this day, and on no other day of this round."""
    today = day or timezone.localdate()
    return pages.live().filter(review_on__in=[today - timedelta(days=after) for after in REMIND])


def pages_due(user: Any, today: date | None = None) -> QuerySet[Page]:
    """My pages that are due soon or already: what I own, and what nobody owns where I answer. The most urgent first."""
    mine = Page.objects.allowing(user, "edit").order_by("review_on", "pk")
    return soon_due(mine.filter(Q(owner=user.pk) | inherited_by(user)), today).for_list()


def inherited_by(user: Any) -> Q:
    """Pages without an owner of their own, in the units where `user` answers for those. One query, or none."""
    return Q(owner=None, unit__in=answers_for(user))


def answers_for(user: Any) -> set[int]:
    """The units whose pages fall to `user` where they name nobody: the nearest chief editor, or leader, of the unit."""
    posts = (Role.CHIEF_EDITOR, Role.LEADER)
    paths = [path for role, path in held_roles(user) if role in posts and path != "/"]
    if not paths or not user.is_active:
        return set()
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    tree = dict(Unit.objects.filter(below).order_by().values_list("pk", "path"))
    held = UnitUserGrant.objects.filter(in_force(), at_work("user__"), role__in=posts, content_object__in=tree)
    at: dict[str, dict[str, int]] = {}
    for path, role, holder in held.order_by("-pk").values_list("content_object__path", "role", "user"):
        at.setdefault(path, {})[role] = holder
    return {pk for pk, path in tree.items() if nearest(at, path) == user.pk}


def who_answers(units: Any) -> dict[int, Any]:
    """Who answers for the pages of each of these units where they name nobody, by the unit's number. Two queries."""
    paths = dict(Unit.objects.filter(pk__in=units).order_by().values_list("pk", "path"))
    over = {int(pk) for path in paths.values() for pk in path.strip("/").split("/")}
    posts = (Role.CHIEF_EDITOR, Role.LEADER)
    held = UnitUserGrant.objects.filter(in_force(), at_work("user__"), role__in=posts, content_object__in=over)
    at: dict[str, dict[str, int]] = {}
    people = {}
    for grant in held.select_related("user", "content_object").order_by("-pk"):
        at.setdefault(grant.content_object.path, {})[grant.role] = grant.user_id
        people[grant.user_id] = grant.user
    found = {pk: nearest(at, path) for pk, path in paths.items()}
    return {pk: people[person] for pk, person in found.items() if person}


def nearest(at: dict[str, dict[str, int]], path: str) -> int | None:
    """Who answers at a path: on the nearest unit that has anybody, the chief editor before the leader."""
    while path != "/":
        if posts := at.get(path):
            return posts.get(Role.CHIEF_EDITOR) or posts[Role.LEADER]
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return None
