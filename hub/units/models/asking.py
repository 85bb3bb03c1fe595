"""Whom the must-reads ask, and who has answered: sets of numbers, in few queries however many notices there are."""

from collections import Counter
from typing import Any

from django.db.models import F, Q, Value

from hub.units.models.memberships import Membership
from hub.units.models.roles import MAY, held_roles, is_shared_services

MOST_OPEN = 3  # must-reads that a person may have open before it takes a leader to send one more


def within(people: Any, paths: list[str]) -> Any:
    """Those of `people` who work in the units at these paths or below. The top holds those without a post too."""
    if any(path.count("/") <= 2 for path in paths):
        return people
    here = Q(pk__in=[])
    for path in paths:
        here |= Q(unit__path__startswith=path)
    return people.filter(pk__in=Membership.objects.in_force().filter(here).values("user"))


def with_audience(notices: Any) -> Any:
    """Ready to be asked for their addressees without a further query for each."""
    return notices.select_related("audience").prefetch_related("audience__units__unit")


def asked(notices: list[Any], paths: list[str] | None = None, among: Any = None) -> dict[int, set[int]]:
    """The people whom each notice is for, by number: {notice: {person}}. `notices` come from `with_audience`.

    Of those in the units at `paths` only, or only those among some people (a query set of accounts), if given.
    """
    found: dict[int, set[int]] = {notice.pk: set() for notice in notices}
    parts = [_part(notice, paths, among) for notice in notices]
    for notice, person in parts[0].union(*parts[1:], all=True) if parts else []:
        found[notice].add(person)
    return found


def _part(notice: Any, paths: list[str] | None, among: Any) -> Any:
    people = notice.addressees() if paths is None else within(notice.addressees(), paths)
    if among is not None:
        people = people.filter(pk__in=among.order_by().values("pk"))
    return people.order_by().annotate(of_notice=Value(notice.pk)).values_list("of_notice", "pk")


def answers(notices: Any) -> Any:
    """The receipts that count now: of the text that is asked about, or a later one."""
    receipts = notices.model._meta.get_field("receipts").related_model.objects
    return receipts.filter(notice__in=notices.order_by().values("pk"), revision__number__gte=F("notice__asked_from"))


def open_counts(notices: Any) -> Counter[int]:
    """How many of these must-reads each person has open, by the person's number."""
    missing = asked(list(with_audience(notices)))
    for notice, person in answers(notices).values_list("notice", "user"):
        missing[notice].discard(person)
    return Counter(person for people in missing.values() for person in people)


def answered_for(by: Any) -> list[str]:
    """Paths below which `by` may burden people with yet another must-read: the own tree; all for shared services."""
    if any(is_shared_services(role, path) for role, path in held_roles(by)):
        return ["/"]
    return [path for role, path in held_roles(by) if "lead" in MAY[role]]
