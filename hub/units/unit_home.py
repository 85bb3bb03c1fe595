"""What a unit's home shows, gathered in five queries however large the unit is."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.translation import get_language

from hub.units.models import Membership, Notice, Page, Role, Unit, UnitUserGrant
from hub.units.models.memberships import headcount
from hub.units.models.roles import in_force
from hub.units.notice_page import on_home

FIRST_PEOPLE = 8
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
    pages: list["PageRow"]
    notices: list[Notice]
    more_people: int = field(init=False)

    def __post_init__(self) -> None:
        shown = {post.user_id for post in self.people}
        self.more_people = self.unit.people - len(shown)  # type: ignore[attr-defined]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [(unit.name, unit.get_absolute_url()) for unit in self.above]


@dataclass
class PageRow:
    page: Page
    below: list["PageRow"] = field(default_factory=list)


def unit_home(reader: Any, pk: int) -> UnitHome | None:
    """The home of a unit as `reader` sees it; None where there is none."""
    counted = Case(When(Q(pk=pk) | Q(parent=pk), then=headcount()))
    units: list[Any] = list(Unit.objects.visible_to(reader).around(pk).annotate(people=counted))
    unit = next((unit for unit in units if unit.pk == pk), None)
    if unit is None:
        return None
    for each in units:
        each.people = each.people or 0
    above = [each for each in units if each.pk in unit.ancestor_ids]
    posts = duties([*above, unit])
    return UnitHome(
        unit=unit,
        above=above,
        subunits=[each for each in units if each.parent_id == pk],
        leaders=on(unit, posts, Role.LEADER),
        deputies=on(unit, posts, Role.DEPUTY),
        chief_editors=on(unit, posts, Role.CHIEF_EDITOR),
        leading_for=nearest(above, posts, Role.LEADER),
        editing_for=nearest(above, posts, Role.CHIEF_EDITOR),
        people=first_people(unit),
        pages=page_tree(reader, unit),
        notices=on_home(reader, unit.pk),
    )


def duties(units: list[Unit]) -> list[UnitUserGrant]:
    """Who leads, stands in and edits on any of these units today, each with the title of their largest post."""
    titles = Membership.objects.in_force().filter(user=OuterRef("user")).order_by("-percent", "pk").values("title")
    held = UnitUserGrant.objects.filter(in_force(), content_object__in=units, role__in=DUTIES)
    held = held.filter(user__in=get_user_model().objects.active()).order_by("pk")
    return list(held.select_related("user").annotate(title=Subquery(titles[:1])))


def on(unit: Unit, posts: list[UnitUserGrant], role: str) -> list[UnitUserGrant]:
    return [post for post in posts if post.content_object_id == unit.pk and post.role == role]


def nearest(above: list[Unit], posts: list[UnitUserGrant], role: str) -> UnitUserGrant | None:
    """Who holds the role on the nearest of the units above."""
    for unit in reversed(above):
        if held := on(unit, posts, role):
            held[0].unit = unit  # type: ignore[attr-defined]
            return held[0]
    return None


def first_people(unit: Unit) -> list[Membership]:
    """The first people by name who have a post in this very unit, each once with all their titles here."""
    posts = Membership.objects.of_active().filter(unit=unit).select_related("user")
    first: dict[int, Membership] = {}
    for post in posts.order_by("user__sort_key", "user", "-percent", "pk")[:FIRST_PEOPLE]:
        if post.user_id in first and post.title:
            first[post.user_id].title += f", {post.title}"
        first.setdefault(post.user_id, post)
    return list(first.values())


def page_tree(reader: Any, unit: Unit) -> list[PageRow]:
    """The unit's pages that the reader may see. One whose parent is hidden stands at the top, as if it had none."""
    pages = list(Page.objects.visible_to(reader).filter(unit=unit).for_list())
    rows = {place: PageRow(page) for place, page in in_language(pages).items()}
    tops: list[PageRow] = []
    for place, row in rows.items():
        row.page.unit = unit
        above = rows.get(row.page.parent_id or place)
        (tops if above in (None, row) else above.below).append(row)
    return tops


def in_language(pages: list[Page]) -> dict[int, Page]:
    """Each page once, by the number of its original: in the reader's language where it is published in that."""
    language = (get_language() or "")[:2]
    shown = {page.pk: page for page in pages if page.original_id is None}
    originals = set(shown)
    for page in pages:
        if page.original_id in originals and page.language == language and page.is_live:
            page.parent_id = shown[page.original_id].parent_id
            shown[page.original_id] = page
        elif page.original_id is not None and page.original_id not in originals:
            shown[page.pk] = page
    return shown
