"""The desk as one person sees it: the three things to do now, and how much lies under each heading."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from hub.desk.figures import Chart, due_by_month
from hub.desk.lists import LISTS
from hub.desk.things import List, Thing
from hub.units.models.roles import paths_where
from hub.waiting.counting import Counted

NOW = 3


def has_desk(user: Any) -> bool:
    """Those who write for a unit; asked of every page's menu, so it costs no query of its own."""
    return user.is_active and bool(paths_where(user, "edit"))


@dataclass
class Desk:
    now: list[Thing]
    headings: list[tuple[List, int]]  # with how many things lie there
    chart: Chart
    may_reach: bool

    @property
    def waiting(self) -> list[tuple[List, int]]:
        return [(each, count) for each, count in self.headings if count]

    @property
    def done(self) -> list[List]:
        return [each for each, count in self.headings if not count]


def desk_of(user: Any) -> Desk:
    """A fixed number of queries, however much there is."""
    headings = counted(user, [each for each in LISTS.values() if each.applies(user)])
    return Desk(now_for(user, headings), headings, due_by_month(user), bool(paths_where(user, "publish")))


def counted(user: Any, lists: list[List]) -> list[tuple[List, int]]:
    """Each of the lists, with how many things lie there for `user`. One query."""
    columns = [Counted(each.keys(user)) for each in lists]
    row = get_user_model().objects.filter(pk=user.pk).order_by().values_list(*columns).get()
    return list(zip(lists, row, strict=True))


def now_for(user: Any, headings: list[tuple[List, int]]) -> list[Thing]:
    """The first of each list that presses, in the lists' own order; then the seconds, until there are three."""
    urgent = [each for each, count in headings if each.urgent and count]
    found = [[each.thing(row) for row in each.ordered(each.first(user), "since")[:NOW]] for each in urgent]
    now = [things[place] for place in range(NOW) for things in found if place < len(things)][:NOW]
    order = list(LISTS)
    return sorted(now, key=lambda thing: order.index(thing.kind))
