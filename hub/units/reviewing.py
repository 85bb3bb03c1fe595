"""When pages are to be looked at again, and by whom."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, CharField, ExpressionWrapper, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.people.models.users import at_work
from hub.units.models import Page, Role, Unit, UnitUserGrant
from hub.units.models.pages import GRACE
from hub.units.models.roles import held_roles, in_force

POSTS = (Role.CHIEF_EDITOR, Role.LEADER)  # that answer for what names nobody
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


def soon_due(pages: Any) -> Any:
    """Those of the pages whose review is four weeks away at most, or past."""
    return pages.live().filter(review_on__lte=timezone.localdate() + FIRST)


def pages_due(user: Any) -> Any:
    """The pages whose review waits for `user`: what they own, and what nobody owns where they answer.

    Asked at every page of those who write, so it may ask of `user` no more than a recipe may (`hub.units.for_reader`).
    """
    mine = Q(owner=user.pk) | Q(owner=None, unit__in=answers_for(user))
    return soon_due(Page.objects.allowing(user, "edit").filter(mine))


def answers_for(user: Any) -> Any:
    """The units whose pages fall to `user` where they name nobody."""
    below = Q(pk__in=[])
    for role, path in held_roles(user):
        if role in POSTS:
            below |= Q(path__startswith=path)
    return Unit.objects.filter(below).alias(answers=answering()).filter(answers=user.pk).order_by()


def who_answers(units: Any) -> dict[int, Any]:
    """Who answers for the pages of each of these units where they name nobody, by the unit's number. Two queries."""
    found = dict(Unit.objects.filter(pk__in=units).order_by().annotate(n=answering()).values_list("pk", "n"))
    people = get_user_model().objects.in_bulk([person for person in found.values() if person])
    return {pk: people[person] for pk, person in found.items() if person}


def answering() -> Subquery:
    """The number of whoever answers for a unit's pages where they name nobody, as a column of units.

    On the nearest unit above or at it that has anybody, the chief editor before the leader.
    """
    held = UnitUserGrant.objects.filter(in_force(), at_work("user__"), role__in=POSTS)
    under: Any = ExpressionWrapper(OuterRef("path"), CharField())
    over = held.alias(under=under).filter(under__startswith=F("content_object__path"))
    chief_first = Case(When(role=Role.CHIEF_EDITOR, then=0), default=1)
    return Subquery(over.order_by(Length("content_object__path").desc(), chief_first, "pk").values("user")[:1])
