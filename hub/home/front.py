"""The front page: what matters to me first. Six queries at most, however much there is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils import timezone

from hub.selfservice.most_used import MostLinks, most_links
from hub.units.for_reader import for_reader
from hub.units.models import Notice, Page, Role, Unit, UnitUserGrant
from hub.units.models.memberships import ids, works_in
from hub.units.models.pages import live
from hub.units.models.roles import held_roles, in_force, paths_where
from hub.units.notice_page import on_front
from hub.units.reviewing import FIRST, STAGES, stage_of

NEWS_OF_UNITS, NEWS_OF_ALL = 3, 5
NOTICES = 5  # besides the must-reads that wait
MOST_OPEN = 30  # open things that are read; the page shows the first few of them at once
LEADING = (Role.LEADER, Role.DEPUTY)
# The columns that the page shows: writing and reading all others was a third of what it cost.
OPEN = ["title", "review_on", "unit__name", "draft__title", "draft__saved_at"]
LEADER = [
    *("user__number", "user__given_name", "user__preferred_name", "user__family_name", "user__internal_number"),
    *("user__is_enabled", "user__active_from", "user__active_to"),
]


@dataclass
class OpenThing:
    """Something that asks something of me."""

    kind: str  # "draft", "due" or "vacant"
    title: str
    unit: Unit
    url: str
    since: Any = None

    @property
    def presses(self) -> bool:
        return self.kind != "due" or self.since <= timezone.localdate()

    @property
    def stage(self) -> Any:
        """How far a page is in its review, in words."""
        return STAGES[stage_of(self.since)]


@dataclass
class FrontPage:
    units: list[Unit]  # mine, each with `leader`
    notices: list[Notice]  # in force for me, must-reads that wait first
    open_things: list[OpenThing]
    unit_news: list[Page]
    news: list[Page]
    may_register: bool
    may_profile: bool
    may_outbox: bool
    may_edit: bool
    services: MostLinks | None  # what colleagues use most; those who write have their open pages instead
    may_alert: bool

    @property
    def only_unit(self) -> bool:
        return len(self.units) == 1

    @property
    def must_reads(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.asks_me]

    @property
    def other_notices(self) -> list[Notice]:
        return [notice for notice in self.notices if not notice.asks_me][:NOTICES]

    @property
    def asks(self) -> list[OpenThing]:
        """What somebody waits for, and the count counts."""
        return [thing for thing in self.open_things if thing.kind != "draft"]

    @property
    def drafts(self) -> list[OpenThing]:
        """What I have begun: nobody waits for it but me."""
        return [thing for thing in self.open_things if thing.kind == "draft"]


def front_page(reader: Any) -> FrontPage:
    mine, led = my_units(reader), units_with(reader, *LEADING)
    units = units_with_leaders(reader)
    vacant = [unit for unit in units if unit.pk in led and unit.is_open and not unit.has_chief_editor]
    news, may_edit = newest(reader), bool(paths_where(reader, "edit"))
    return FrontPage(
        units=[unit for unit in units if unit.pk in mine],
        notices=on_front(reader),
        open_things=[
            *(OpenThing("vacant", unit.name, unit, unit.get_absolute_url()) for unit in vacant),
            *(open_page(page) for page in open_pages(reader)),
        ],
        unit_news=[page for page in news if page.unit_id in mine],
        news=[page for page in news if page.unit_id not in mine],
        may_register=on_top(reader, "register"),
        may_profile=on_top(reader, "profile"),
        may_outbox=on_top(reader, "administer"),
        may_edit=may_edit,
        services=None if may_edit else most_links(reader),
        may_alert=bool(paths_where(reader, "alert")),
    )


def my_units(reader: Any) -> set[int]:
    """Where `reader` works."""
    return {ids(path)[-1] for path in works_in(reader)}


@for_reader
def newest(reader: Any) -> Any:
    """The latest published pages of my units, and of all others. One query.

    They are chosen without their units: SQLite else begins with the units. And as one set: PostgreSQL else reads all
    pages to find out which are among the one few or the other.
    """
    latest, mine = ("-published_at", "-pk"), my_units(reader)
    readable = Page.objects.visible_to(reader).live().order_by(*latest).values("pk")
    chosen = few(readable.exclude(unit__in=mine)[:NEWS_OF_ALL])
    if mine:
        chosen = chosen.union(few(readable.filter(unit__in=mine)[:NEWS_OF_UNITS]), all=True)
    pages = Page.objects.filter(pk__in=chosen).select_related("unit").order_by(*latest)
    return pages.only("title", "language", "published_at", "unit__name")


def few(chosen: Any) -> Any:
    """The numbers of pages that were cut short, as SQLite lets them stand in a union."""
    return Page.objects.filter(pk__in=chosen).order_by().values("pk")


def on_top(reader: Any, verb: str) -> bool:
    """Whether `reader` may do something with the municipality as a whole."""
    return any(path == "/" or len(ids(path)) == 1 for path in paths_where(reader, verb))


def units_with(reader: Any, *roles: str) -> set[int]:
    """The units on which `reader` holds one of these roles, on the very unit."""
    return {ids(path)[-1] for role, path in held_roles(reader) if role in roles and path != "/"}


def units_with_leaders(reader: Any) -> list[Any]:
    """The units where I work or lead, with `leader` (a User, or None) and `has_chief_editor`, by name."""
    units: dict[int, Any] = {unit.pk: unit for unit in my_and_led_units(reader)}
    for unit in units.values():
        unit.leader, unit.has_chief_editor = None, False
    for grant in who_answers_there(reader):
        unit = units[grant.content_object_id]
        if grant.role == Role.CHIEF_EDITOR:
            unit.has_chief_editor = unit.has_chief_editor or grant.user.is_active
        elif grant.user.is_active:
            unit.leader = grant.user
    return list(units.values())


@for_reader
def my_and_led_units(reader: Any) -> Any:
    pks = my_units(reader) | units_with(reader, *LEADING)
    return Unit.objects.visible_to(reader).filter(pk__in=pks).only("name", "closed_on", "merged_into")


@for_reader
def who_answers_there(reader: Any) -> Any:
    """Who leads and who edits in those units today."""
    units = Unit.objects.visible_to(reader).filter(pk__in=my_units(reader) | units_with(reader, *LEADING)).order_by()
    held = UnitUserGrant.objects.filter(in_force(), role__in=[Role.LEADER, Role.CHIEF_EDITOR], content_object__in=units)
    return held.select_related("user").only("role", "content_object", *LEADER).order_by("pk")


@for_reader
def open_pages(reader: Any) -> Any:
    """My drafts that are not published as they stand, and pages of mine that are due for review."""
    if not paths_where(reader, "edit"):
        return Page.objects.none()
    pages = Page.objects.order_by()
    draft = Q(current=None) | Q(draft__saved_at__gt=F("current__at"))
    inherited = Q(owner=None, unit__in=units_with(reader, Role.CHIEF_EDITOR))
    due = Q(live(), review_on__lte=timezone.localdate() + FIRST)
    # Each from its own index, rather than one look at every page that I may write.
    open_ones = pages.filter(draft, draft__saved_by=reader.pk).values("pk").union(
        pages.filter(due, owner=reader.pk).values("pk"), pages.filter(due, inherited).values("pk")
    )  # fmt: skip
    mine = Page.objects.allowing(reader, "edit").filter(pk__in=open_ones).for_list().select_related("unit", "draft")
    unfinished = ExpressionWrapper(Q(draft__saved_by=reader.pk) & draft, BooleanField())
    return mine.only(*OPEN).annotate(unfinished=unfinished).order_by("-draft__saved_at", "pk")[:MOST_OPEN]


def open_page(page: Any) -> OpenThing:
    if page.unfinished:
        return OpenThing("draft", page.draft.title, page.unit, page.get_absolute_url(), page.draft.saved_at)
    return OpenThing("due", page.title, page.unit, page.get_absolute_url(), page.review_on)
