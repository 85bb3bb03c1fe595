"""Who has been reached: each person of the audience in exactly one state, so that the states add up to the people."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.units.models import Membership, Notice, Receipt, Reminder
from hub.units.models.asking import answers, asked, with_audience, within
from hub.units.models.receipts import no_channel

# In the order of the list: those first whom nothing reaches.
STATES = {
    "no_channel": _("No channel"),
    "missing": _("Not reached"),
    "told": _("Told"),
    "paper": _("Paper"),
    "read": _("Confirmed"),
}
COLOURS = {"no_channel": "danger", "missing": "warm", "told": "info", "paper": "neutral", "read": "success"}
PREFERRED = ["read", "told", "paper"]  # which one is shown of somebody with several


@dataclass
class Row:
    person: Any  # with `posts`
    state: str
    receipt: Receipt | None = None
    former: Receipt | None = None  # of a text that is not asked about any more
    reminder: Reminder | None = None

    @property
    def label(self) -> Any:
        return STATES[self.state]

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def is_missing(self) -> bool:
        return self.receipt is None


@dataclass
class Part:
    """A part of the bar."""

    state: str
    number: int
    start: float = 0  # of 1000
    width: float = 0

    @property
    def label(self) -> Any:
        return STATES[self.state]


@dataclass
class Count:
    """How many are in each state; they add up to the active people of the audience."""

    states: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        return sum(self.states.values())

    @property
    def reached(self) -> int:
        return sum(self.states[state] for state in PREFERRED)

    @property
    def missing(self) -> int:
        return self.people - self.reached

    @property
    def bar(self) -> list[Part]:
        """The parts that are not empty, the reached first."""
        parts, start = [], 0.0
        for state in [*PREFERRED, "missing", "no_channel"]:
            width = 1000 * self.states[state] / (self.people or 1)
            parts.append(Part(state, self.states[state], round(start, 1), round(max(width - 2, 0), 1)))
            start += width
        return [part for part in parts if part.number]


@dataclass
class Reach:
    notice: Notice
    rows: list[Row]
    count: Count

    @property
    def missing(self) -> list[Row]:
        return [row for row in self.rows if row.is_missing]

    @property
    def remindable(self) -> list[Row]:
        """Those who can see a reminder, and have not had one today."""
        return [row for row in self.missing if row.state == "missing" and not reminded_today(row.reminder)]


def reminded_today(reminder: Reminder | None) -> bool:
    return reminder is not None and reminder.on == timezone.localdate()


def people_of(people: Any) -> Any:
    """The people with their posts and `is_cut_off` (nothing reaches them), in Norwegian order."""
    posts = Membership.objects.in_force().select_related("unit").order_by("-percent", "pk")
    cut_off = ExpressionWrapper(no_channel(), BooleanField())
    with_posts = people.prefetch_related(Prefetch("memberships", posts, to_attr="posts"))
    return with_posts.annotate(is_cut_off=cut_off).order_by("sort_key", "pk")


def state_of(person: Any, receipt: Receipt | None) -> str:
    if receipt is not None:
        return receipt.way
    return "no_channel" if person.is_cut_off else "missing"


def reach_of(notice: Notice, paths: list[str]) -> Reach:
    """Everybody whom a must-read asks in the units at these paths, those first who are not reached."""
    counting, former = _receipts(notice)
    given = Reminder.objects.filter(Q(notice=notice) | Q(on=timezone.localdate())).select_related("by").order_by("on")
    newest = {reminder.user_id: reminder for reminder in given}
    rows = []
    for person in people_of(within(notice.addressees(), paths)):
        receipt = counting.get(person.pk)
        rows.append(Row(person, state_of(person, receipt), receipt, former.get(person.pk), newest.get(person.pk)))
    order = list(STATES)
    rows.sort(key=lambda row: order.index(row.state))
    return Reach(notice, rows, Count(Counter(row.state for row in rows)))


def _receipts(notice: Notice) -> tuple[dict[int, Receipt], dict[int, Receipt]]:
    """For each person the receipt that counts, and the newest that does not any more."""
    counting: dict[int, Receipt] = {}
    former: dict[int, Receipt] = {}
    receipts = notice.receipts.select_related("revision", "by").order_by("at", "pk")
    for receipt in sorted(receipts, key=lambda r: -PREFERRED.index(r.way)):
        kept = counting if receipt.revision.number >= notice.asked_from else former
        kept[receipt.user_id] = receipt
    return counting, former


@dataclass
class Line:
    """A person, and the state of each must-read of the table; None where it is not for them."""

    person: Any
    cells: list[Row | None]

    @property
    def missing(self) -> int:
        return sum(cell is not None and cell.is_missing for cell in self.cells)


@dataclass
class Table:
    """All must-reads in force for the people below some paths."""

    notices: list[tuple[Notice, Count]]
    lines: list[Line]

    @property
    def behind(self) -> list[Line]:
        """Those who miss something: whom nothing reaches first, then those who miss most."""
        lines = [line for line in self.lines if line.missing]
        return sorted(lines, key=lambda line: (not line.person.is_cut_off, -line.missing))


def table_of(paths: list[str]) -> Table:
    """Must-reads in force x people. Six queries, however many there are of each."""
    in_force = Notice.objects.live().must_reads()
    notices = list(with_audience(in_force.select_related("unit")).order_by("deadline", "pk"))
    asks = {pk: people for pk, people in asked(notices, paths).items() if people}
    notices = [notice for notice in notices if notice.pk in asks]
    receipts = _by_person(answers(in_force).select_related("revision"))
    wanted = set().union(*asks.values()) if asks else set()
    lines = []
    for person in people_of(within(get_user_model().objects.active(), paths)):
        if person.pk in wanted:
            lines.append(Line(person, [_cell(person, notice, asks, receipts) for notice in notices]))
    return Table([(notice, _count(lines, place)) for place, notice in enumerate(notices)], lines)


def shares_of(paths: list[str]) -> list[tuple[Notice, int, int]]:
    """(must-read in force, how many it has reached, how many it is for) below some paths. Five queries."""
    in_force = Notice.objects.live().must_reads()
    notices = list(with_audience(in_force.defer("body")).order_by("deadline", "pk"))
    asks, reached = asked(notices, paths), set(answers(in_force).values_list("notice", "user"))
    return [
        (notice, sum((notice.pk, person) in reached for person in asks[notice.pk]), len(asks[notice.pk]))
        for notice in notices
        if asks[notice.pk]
    ]


def _by_person(receipts: Any) -> dict[tuple[int, int], Receipt]:
    found: dict[tuple[int, int], Receipt] = {}
    for receipt in sorted(receipts, key=lambda r: -PREFERRED.index(r.way)):
        found[receipt.notice_id, receipt.user_id] = receipt
    return found


def _cell(person: Any, notice: Notice, asks: dict[int, set[int]], receipts: Any) -> Row | None:
    if person.pk not in asks[notice.pk]:
        return None
    receipt = receipts.get((notice.pk, person.pk))
    return Row(person, state_of(person, receipt), receipt)


def _count(lines: list[Line], place: int) -> Count:
    return Count(Counter(cell.state for line in lines if (cell := line.cells[place]) is not None))
