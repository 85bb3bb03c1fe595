"""When somebody leaves or moves: their pages, and what they were writing, pass to the unit's leader the same day."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub.people.models.users import at_work
from hub.units.models import Membership, Page, Role, UnitUserGrant
from hub.units.models.roles import in_force


class _Duty(NamedTuple):
    page: int
    path: str  # of the page's unit
    person: int
    since: date | None  # when it became theirs


def pass_on() -> int:
    """Let the leader of the unit answer for what somebody has left behind. How many pages; few queries if none."""
    duties = [*_owned(), *_drafts()]
    people = {duty.person for duty in duties}
    there = _places(people)
    left = [duty for duty in duties if _has_left(duty, there)]
    leaders = _leaders() if left else {}
    for duty in left:
        _give(duty, _leader_of(duty, leaders))
    return len(left)


def _owned() -> list[_Duty]:
    """Pages whose owner is gone, or has ended a post somewhere."""
    ended = Membership.objects.filter(ends_on__lt=timezone.localdate()).values("user")
    pages = Page.objects.order_by().filter(Q(owner__in=ended) | Q(owner__isnull=False) & ~Q(at_work("owner__")))
    return [_Duty(*row) for row in pages.values_list("pk", "unit__path", "owner", "owned_since")]


def _drafts() -> list[_Duty]:
    """Unpublished writing on pages that name no owner."""
    ended = Membership.objects.filter(ends_on__lt=timezone.localdate()).values("user")
    pages = Page.objects.order_by().filter(owner=None, draft__differs=True)
    pages = pages.filter(Q(draft__saved_by__in=ended) | ~Q(at_work("draft__saved_by__")))
    rows = pages.values_list("pk", "unit__path", "draft__saved_by", "draft__saved_at")
    return [_Duty(pk, path, person, timezone.localdate(at)) for pk, path, person, at in rows]


class _Places(NamedTuple):
    active: set[int]
    now: dict[int, list[str]]  # paths of the units where each works or holds a role today
    ended: dict[int, list[tuple[str, date]]]


def _places(people: set[int]) -> _Places:
    today = timezone.localdate()
    now: dict[int, list[str]] = {}
    ended: dict[int, list[tuple[str, date]]] = {}
    for user, path, ends in Membership.objects.filter(user__in=people).values_list("user", "unit__path", "ends_on"):
        if ends and ends < today:
            ended.setdefault(user, []).append((path, ends))
        else:  # a post to come counts as well: whoever comes back next week has not left
            now.setdefault(user, []).append(path)
    grants = UnitUserGrant.objects.filter(in_force(), user__in=people)
    for user, path in grants.order_by().values_list("user", "content_object__path"):
        now.setdefault(user, []).append(path)
    active = get_user_model().objects.filter(at_work(), pk__in=people)
    return _Places(set(active.values_list("pk", flat=True)), now, ended)


def _has_left(duty: _Duty, there: _Places) -> bool:
    """Gone from the municipality; or moved: a post around the page's unit ended since, and nothing is left there."""
    if duty.person not in there.active:
        return True
    if any(_around(path, duty.path) for path in there.now.get(duty.person, [])):
        return False
    ended = there.ended.get(duty.person, [])
    return any(_around(path, duty.path) and (duty.since is None or ends >= duty.since) for path, ends in ended)


def _around(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _leaders() -> dict[str, list[Any]]:
    """The leaders of today by the path of their unit."""
    held = UnitUserGrant.objects.filter(in_force(), at_work("user__"), role=Role.LEADER)
    leaders: dict[str, list[Any]] = {}
    for grant in held.select_related("user", "content_object").order_by("-pk"):
        leaders.setdefault(grant.content_object.path, []).append(grant.user)
    return leaders


def _leader_of(duty: _Duty, leaders: dict[str, list[Any]]) -> Any:
    """The nearest leader, who is not the one that left; None where there is nobody up to the top."""
    path = duty.path
    while path != "/":
        found = next((person for person in leaders.get(path, []) if person.pk != duty.person), None)
        if found:
            return found
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return None


@transaction.atomic
def _give(duty: _Duty, leader: Any) -> None:
    page = Page.objects.select_related("owner").get(pk=duty.page)
    page._lock()
    if page.owner_id in (None, duty.person):  # nobody has settled it meanwhile
        page.owner_id = duty.person  # whose draft it is, where no owner was named
        page._give_to(leader, "passed_on", None)
