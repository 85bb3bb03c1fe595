"""How far the must-reads in force have come, by unit, without letting anybody work out what one person has done.

A figure is shown for groups of five or more. And a figure that is hidden must not follow from those that are shown:
what is left of a unit when the shown groups are taken from it holds nobody, or five people or more. That is decided
once for the whole tree, from the top, and never by what somebody happens to look at; so two views, or two people who
put theirs together, tell no more than one. Each person is counted in one unit only, where their largest post is.

The rule is complementary suppression of cells: Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from hub.units.models import Membership, Notice, Unit
from hub.units.models.asking import answers, asked, with_audience
from hub.units.models.roles import paths_where

SMALLEST = 5  # people in a group whose figure is shown


@dataclass
class Group:
    """A unit with all below it."""

    path: str
    name: str = ""
    people: int = 0
    reached: int = 0
    is_shown: bool = False

    @property
    def share(self) -> int:
        """In whole per cent."""
        return round(100 * self.reached / self.people) if self.people else 0

    @property
    def width(self) -> int:
        """Of the bar, in thousandths."""
        return round(1000 * self.reached / self.people) if self.people else 0


@dataclass
class Reached:
    """One must-read: the units that the reader answers for, and those right below them."""

    notice: Notice
    groups: list[tuple[Group, list[Group]]] = field(default_factory=list)


def reach_for(user: Any) -> list[Reached]:
    """Every must-read in force that asks somebody in the units where `user` publishes. Five queries."""
    mine = outermost(paths_where(user, "publish"))
    notices = list(with_audience(Notice.objects.live().must_reads().select_related("unit")).order_by("deadline", "pk"))
    if not mine or not notices:
        return []
    at, units = home_units(), list(Unit.objects.filter(merged_into=None).order_by("sort_key"))
    names = {unit.path: unit.name for unit in units}
    top = min(names, key=len)
    reached: dict[int, set[int]] = defaultdict(set)
    for notice, person in answers(Notice.objects.live().must_reads()).values_list("notice", "user"):
        reached[notice].add(person)
    found, asks = [], asked(notices)
    for notice in notices:
        groups = grouped(asks[notice.pk], reached[notice.pk], at, top)
        show(groups, top)
        seen = Reached(notice, [(groups[p], below(groups, p, names)) for p in mine if p in groups])
        for path, group in groups.items():
            group.name = names.get(path, "")
        if seen.groups:
            found.append(seen)
    return found


def outermost(paths: list[str]) -> list[str]:
    """The paths that lie below no other of them."""
    unique = sorted(set(paths))
    return [path for path in unique if not any(path != other and path.startswith(other) for other in unique)]


def home_units() -> dict[int, str]:
    """The path of the unit where each person has the largest post today."""
    posts = Membership.objects.in_force().order_by("percent", "-pk").values_list("user", "unit__path")
    return dict(posts)


def grouped(people: set[int], reached: set[int], at: dict[int, str], top: str) -> dict[str, Group]:
    """For every unit that holds somebody of the audience: how many they are, with those below, and how many reached."""
    groups: dict[str, Group] = {}
    for person in people:
        path = at.get(person, top)
        while path != "/":
            group = groups.setdefault(path, Group(path))
            group.people += 1
            group.reached += person in reached
            path = above(path)
    return groups


def above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"


def show(groups: dict[str, Group], top: str) -> None:
    """Mark the groups whose figures may be shown, from the top down."""
    children: dict[str, list[Group]] = defaultdict(list)
    for group in groups.values():
        children[above(group.path)].append(group)
    waiting = [groups[top]] if top in groups and groups[top].people >= SMALLEST else []
    while waiting:
        parent = waiting.pop()
        parent.is_shown = True
        own = parent.people - sum(child.people for child in children[parent.path])
        waiting += shown_among(children[parent.path], own)


def shown_among(children: list[Group], own: int) -> list[Group]:
    """Those of a unit's parts whose figures may stand beside the unit's own. `own` people are in the unit itself."""
    shown = sorted((child for child in children if child.people >= SMALLEST), key=lambda child: -child.people)
    hidden = sum(child.people for child in children if child.people < SMALLEST) + own
    while shown and 0 < hidden < SMALLEST:
        hidden += shown.pop().people
    return shown


def below(groups: dict[str, Group], path: str, names: dict[str, str]) -> list[Group]:
    """The parts of a unit that hold somebody, by name."""
    order = {other: place for place, other in enumerate(names)}
    parts = [group for group in groups.values() if above(group.path) == path]
    return sorted(parts, key=lambda group: order.get(group.path, 0))
