"""What a unit's home shows, gathered in five queries however large the unit is."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.paginator import Page as Stretch
from django.core.paginator import Paginator
from django.db.models import Case, OuterRef, Q, Subquery, When

from hub.database.written import fit, written_once
from hub.units.for_reader import for_reader
from hub.units.models import Membership, Notice, Role, Unit, UnitUserGrant
from hub.units.models.memberships import headcount
from hub.units.models.roles import in_force
from hub.units.notice_page import on_home
from hub.units.page_tree import PageRow, lines_of, tree

FIRST_PEOPLE = 8
PAGES = 60  # pages at once
MANY, REMEMBERED = 1000, 60  # people; seconds
DUTIES = (Role.LEADER, Role.DEPUTY, Role.CHIEF_EDITOR)


@dataclass
class UnitHome:
    unit: Unit
    above: list[Unit]  # the top first
    subunits: list[Unit]  # each with `people`
    leaders: list[UnitUserGrant]
    deputies: list[UnitUserGrant]
    chief_editors: list[UnitUserGrant]
    leading_for: UnitUserGrant | None  # who leads while the post is vacant
    editing_for: UnitUserGrant | None
    people: list[Membership]
    pages: list[PageRow]  # one stretch of them
    stretch: Stretch[Any]  # of all, in reading order
    notices: list[Notice]
    more_people: int = field(init=False)

    def __post_init__(self) -> None:
        shown = {post.user_id for post in self.people}
        self.more_people = self.unit.people - len(shown)  # type: ignore[attr-defined]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [(unit.name, unit.get_absolute_url()) for unit in self.above]


def unit_home(reader: Any, pk: int, number: int = 1) -> UnitHome | None:
    """The home of a unit as `reader` sees it, with one stretch of its pages; None where there is none."""
    units = counted(reader, pk) if fit([pk]) else []
    unit = next((unit for unit in units if unit.pk == pk), None)
    if unit is None:
        return None
    above = [each for each in units if each.pk in unit.ancestor_ids]
    posts = duties(*sorted([*unit.ancestor_ids, pk]))
    stretch = Paginator(lines_of(reader, pk), PAGES).get_page(number)
    return UnitHome(
        unit=unit,
        above=above,
        subunits=[each for each in units if each.parent_id == pk],
        leaders=on(unit, posts, Role.LEADER),
        deputies=on(unit, posts, Role.DEPUTY),
        chief_editors=on(unit, posts, Role.CHIEF_EDITOR),
        leading_for=nearest(above, posts, Role.LEADER),
        editing_for=nearest(above, posts, Role.CHIEF_EDITOR),
        people=first_people(pk),
        pages=tree(stretch),
        stretch=stretch,
        notices=on_home(reader, pk),
    )


def counted(reader: Any, pk: int) -> list[Any]:
    """A unit with those above it and right below, each with `people`; above it that is 0, as it is not shown.

    Where thousands work it takes a tenth of a second to count them, so there the numbers may be a minute old.
    """
    key = f"people-around-{pk}"
    if (known := cache.get(key)) is None:
        units = around_counted(reader, pk)
        known = {unit.pk: unit.people or 0 for unit in units}
        if known.get(pk, 0) >= MANY:
            cache.set(key, known, REMEMBERED)
    else:
        units = around(reader, pk)
    for unit in units:
        unit.people = known.get(unit.pk, 0)
    return units


@for_reader
def around(reader: Any, unit: int) -> Any:
    return Unit.objects.visible_to(reader).around(unit)


@for_reader
def around_counted(reader: Any, unit: int) -> Any:
    people = Case(When(Q(pk=unit) | Q(parent=unit), then=headcount()))
    return Unit.objects.visible_to(reader).around(unit).annotate(people=people)


@written_once
def duties(*units: int) -> Any:
    """Who leads, stands in and edits on any of these units today, each with the title of their largest post."""
    titles = Membership.objects.in_force().filter(user=OuterRef("user")).order_by("-percent", "pk").values("title")
    held = UnitUserGrant.objects.filter(in_force(), content_object__in=units, role__in=DUTIES)
    held = held.filter(user__in=get_user_model().objects.active()).order_by("pk")
    return held.select_related("user").annotate(title=Subquery(titles[:1]))


def on(unit: Unit, posts: list[UnitUserGrant], role: str) -> list[UnitUserGrant]:
    return [post for post in posts if post.content_object_id == unit.pk and post.role == role]


def nearest(above: list[Unit], posts: list[UnitUserGrant], role: str) -> UnitUserGrant | None:
    """Who holds the role on the nearest of the units above."""
    for unit in reversed(above):
        if held := on(unit, posts, role):
            held[0].unit = unit  # type: ignore[attr-defined]
            return held[0]
    return None


def first_people(unit: int) -> list[Membership]:
    """The first people by name who have a post in this very unit, each once with all their titles here."""
    first: dict[int, Membership] = {}
    for post in first_posts(unit):
        if post.user_id in first and post.title:
            first[post.user_id].title += f", {post.title}"
        first.setdefault(post.user_id, post)
    return list(first.values())


@written_once
def first_posts(unit: int) -> Any:
    posts = Membership.objects.of_active().filter(unit=unit).select_related("user")
    return posts.order_by("user__sort_key", "user", "-percent", "pk")[:FIRST_PEOPLE]
