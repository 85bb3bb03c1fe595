"""The roll-call: everybody of the area in one state and one unit, so that the numbers add up to the people."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from hub.alerts.models import Alert, Answer
from hub.units.models import Membership, Unit
from hub.units.models.asking import within
from hub.units.models.roles import paths_where

UNHEARD = "unheard"
# In the order of the list: who needs something first.
STATES = {
    "help": _("Needs help"),
    UNHEARD: _("Not heard from"),
    "away": _("Not at work"),
    "safe": _("Safe"),
}
COLOURS = {"help": "danger", UNHEARD: "warm", "away": "neutral", "safe": "success"}
MOST_NAMES = 200  # shown at once; more are shown a unit at a time


@dataclass
class Row:
    person: Any  # with `posts`
    unit: Unit | None  # in whose list the person stands
    answer: Answer | None

    @property
    def state(self) -> str:
        return self.answer.state if self.answer else UNHEARD

    @property
    def label(self) -> Any:
        return STATES[self.state]

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def is_told(self) -> bool:
        """Whether somebody else has said it."""
        return self.answer is not None and self.answer.by_id != self.person.pk


@dataclass
class Group:
    """The people of one unit, or of all of them."""

    unit: Unit | None
    rows: list[Row] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.state for row in self.rows)

    @property
    def numbers(self) -> list[tuple[str, Any, int, str]]:
        """(state, its label, how many, colour), all of them."""
        counts = self.counts
        return [(state, label, counts[state], COLOURS[state]) for state, label in STATES.items()]

    @property
    def people(self) -> int:
        return len(self.rows)

    @property
    def heard(self) -> int:
        return self.people - self.counts[UNHEARD]


@dataclass
class RollCall:
    alert: Alert
    groups: list[Group]
    all: Group

    @property
    def shows_names(self) -> bool:
        return self.all.people <= MOST_NAMES


def scope_of(reader: Any, alert: Alert, unit: int | None) -> tuple[list[str], Unit | None]:
    """The paths of the units about whose people the reader may ask, narrowed to one of them if that was asked for."""
    keeps = [path for path in paths_where(reader, "alert") if alert.unit.path.startswith(path)]
    paths = [alert.unit.path] if keeps else []
    paths = paths if alert.audience or not keeps else keeps
    paths += paths_where(reader, "lead")
    units: Any = Unit.objects.visible_to(reader).filter(pk=unit) if unit else []
    chosen = next((found for found in units if any(found.path.startswith(path) for path in paths)), None)
    return ([chosen.path] if chosen else paths), chosen


def rollcall_of(alert: Alert, paths: list[str]) -> RollCall:
    """Everybody of the area who works in the units at these paths; four queries, however many."""
    posts = alert.posts().select_related("unit").order_by("-percent", "pk")
    people: Any = within(alert.addressees(), paths).order_by("sort_key", "pk")
    newest = {answer.user_id: answer for answer in alert.answers.select_related("by").order_by("pk")}
    with_posts: Any = people.prefetch_related(Prefetch("memberships", posts, to_attr="posts"))
    rows = [Row(person, place_of(person.posts, paths), newest.get(person.pk)) for person in with_posts]
    order = list(STATES)
    rows.sort(key=lambda row: order.index(row.state))
    return RollCall(alert, groups_of(rows), Group(None, rows))


def place_of(posts: Iterable[Membership], paths: list[str]) -> Unit | None:
    """In whose list somebody stands: of the posts in the area and the scope, the largest."""
    inside = (post.unit for post in posts if any(post.unit.path.startswith(path) for path in paths))
    return next(inside, None)


def groups_of(rows: list[Row]) -> list[Group]:
    groups: dict[int, Group] = {}
    for row in rows:
        key = row.unit.pk if row.unit else 0
        groups.setdefault(key, Group(row.unit)).rows.append(row)
    return sorted(groups.values(), key=lambda group: (group.unit is None, group.unit.sort_key if group.unit else ""))
