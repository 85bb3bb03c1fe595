"""The front page: what matters to me first. Four queries, however much there is."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from hub.units.models import Page, Role, Unit, UnitUserGrant
from hub.units.models.memberships import ids, works_in
from hub.units.models.pages import live
from hub.units.models.roles import held_roles, in_force, paths_where

NEWS_OF_UNITS, NEWS_OF_ALL = 3, 5
MOST_OPEN = 30  # open things that are read; the page shows the first few of them at once
FIRST_OPEN = 5


@dataclass
class OpenThing:
    """Something that asks something of me."""

    kind: str  # "draft", "due" or "vacant"
    title: str
    unit: Unit
    url: str
    since: Any = None


@dataclass
class FrontPage:
    units: list[Unit]  # mine, each with `leader`
    open_things: list[OpenThing]
    unit_news: list[Page]
    news: list[Page]
    may_register: bool
    may_profile: bool

    @property
    def only_unit(self) -> bool:
        return len(self.units) == 1

    @property
    def first_open(self) -> list[OpenThing]:
        return self.open_things[:FIRST_OPEN]

    @property
    def more_open(self) -> list[OpenThing]:
        return self.open_things[FIRST_OPEN:]


def front_page(reader: Any) -> FrontPage:
    mine = {ids(path)[-1] for path in works_in(reader)}
    led = units_with(reader, Role.LEADER, Role.DEPUTY)
    units = units_with_leaders(reader, mine | led)
    vacant = [unit for unit in units if unit.pk in led and unit.is_open and not unit.has_chief_editor]
    news = Page.objects.visible_to(reader).live()
    return FrontPage(
        units=[unit for unit in units if unit.pk in mine],
        open_things=[
            *(OpenThing("vacant", unit.name, unit, unit.get_absolute_url()) for unit in vacant),
            *open_pages(reader),
        ],
        unit_news=newest(news.filter(unit__in=mine), NEWS_OF_UNITS) if mine else [],
        news=newest(news.exclude(unit__in=mine), NEWS_OF_ALL),
        may_register=on_top(reader, "register"),
        may_profile=on_top(reader, "profile"),
    )


def newest(pages: Any, most: int) -> list[Page]:
    """The latest published of some pages. They are chosen without their units: SQLite else begins with the units."""
    latest = ("-published_at", "-pk")
    chosen = pages.order_by(*latest).values("pk")[:most]
    return list(Page.objects.filter(pk__in=chosen).for_list().order_by(*latest))


def on_top(reader: Any, verb: str) -> bool:
    """Whether `reader` may do something with the municipality as a whole."""
    return any(path == "/" or len(ids(path)) == 1 for path in paths_where(reader, verb))


def units_with(reader: Any, *roles: str) -> set[int]:
    """The units on which `reader` holds one of these roles, on the very unit."""
    return {ids(path)[-1] for role, path in held_roles(reader) if role in roles and path != "/"}


def units_with_leaders(reader: Any, pks: set[int]) -> list[Any]:
    """Units with `leader` (a User, or None) and `has_chief_editor`, by name."""
    active = get_user_model().objects.active()
    chiefs = UnitUserGrant.objects.filter(
        in_force(), role=Role.CHIEF_EDITOR, content_object=OuterRef("pk"), user__in=active
    )
    leads = Q(in_force("user_grants__"), user_grants__role=Role.LEADER)
    units = Unit.objects.visible_to(reader).filter(pk__in=pks).annotate(
        lead=FilteredRelation("user_grants", condition=leads), has_chief_editor=Exists(chiefs)
    )  # fmt: skip
    found: dict[int, Any] = {}
    rows: Any = units.select_related("lead__user")  # type: ignore[misc]  # the filtered relation above
    for unit in rows:
        grant = getattr(unit, "lead", None)
        unit.leader = grant.user if grant and grant.user.is_active else None
        if unit.pk not in found or not found[unit.pk].leader:
            found[unit.pk] = unit
    return list(found.values())


def open_pages(reader: Any) -> list[OpenThing]:
    """My drafts that are not published as they stand, and pages of mine that are due for review."""
    pages = Page.objects.order_by()
    draft = Q(current=None) | Q(draft__saved_at__gt=F("current__at"))
    inherited = Q(owner=None, unit__in=units_with(reader, Role.CHIEF_EDITOR))
    due = Q(live(), review_on__lte=timezone.localdate())
    # Each from its own index, rather than one look at every page that I may write.
    open_ones = pages.filter(draft, draft__saved_by=reader.pk).values("pk").union(
        pages.filter(due, owner=reader.pk).values("pk"), pages.filter(due, inherited).values("pk")
    )  # fmt: skip
    mine = Page.objects.allowing(reader, "edit").filter(pk__in=open_ones).for_list().select_related("unit", "draft")
    unfinished = ExpressionWrapper(Q(draft__saved_by=reader.pk) & draft, BooleanField())
    mine = mine.defer("body", "draft__body").annotate(unfinished=unfinished)
    return [open_page(page) for page in mine.order_by("-draft__saved_at", "pk")[:MOST_OPEN]]


def open_page(page: Any) -> OpenThing:
    if page.unfinished:
        return OpenThing("draft", page.draft.title, page.unit, page.get_absolute_url(), page.draft.saved_at)
    return OpenThing("due", page.title, page.unit, page.get_absolute_url(), page.review_on)
