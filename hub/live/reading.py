"""What the exchange reads from the database, each as one call on a lasting thread."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from hub.live.frames import Row
from hub.live.kinds import Door, Headers, Kinds, Visitor, all_open, parts_of
from hub.live.models import Event, Stream

PIECE = 100  # events read at a time
FAR_BEHIND = 1000  # changes missed before a fresh page is cheaper than a replay
AT_ONCE = 500  # names or keys in one query

Item = TypeVar("Item")


@dataclass
class Missed:
    """What one visitor has not had of one stream. `rows` is None where a fresh page is needed."""

    rows: list[Row] | None
    head: int  # the stream's latest number when it was read
    is_allowed: bool = True


@dataclass
class Round:
    """What a process finds when it looks by itself."""

    heads: dict[str, int] = field(default_factory=dict)
    inside: set[Visitor] = field(default_factory=set)
    allowed: dict[str, set[Visitor]] = field(default_factory=dict)  # of the guarded streams


class Reader:
    """Reads for an exchange. Tests put another in its place."""

    def __init__(self, kinds: Kinds, door: Door) -> None:
        self.kinds, self.door = kinds, door

    def enter(
        self, headers: Headers, wanted: dict[str, int | None], address: str = ""
    ) -> tuple[Visitor | None, dict[str, Missed]]:
        """Who is asking, and what they missed of each stream: all that a socket needs to begin."""
        visitor = self.door.enter(headers)
        if visitor is None and all_open(wanted, self.kinds):
            visitor = self.door.stranger(headers, address)
        return visitor, self.missed(visitor, wanted) if visitor else {}

    def missed(self, visitor: Visitor, wanted: dict[str, int | None]) -> dict[str, Missed]:
        """After a number, or from now on (None). Numbers are read before rows, and rights after them."""
        numbers = Stream.numbers(wanted)
        found = {name: self._missed(name, after, numbers[name]) for name, after in wanted.items()}
        for name, missed in found.items():
            kind, owner = parts_of(name, self.kinds) or (None, 0)
            missed.is_allowed = kind is not None and visitor in kind.allowed(owner, [visitor])
        return found

    def _missed(self, name: str, after: int | None, head: int) -> Missed:
        if after is None or after == head:
            return Missed([], head)
        if after > head or head - after > FAR_BEHIND:  # a page from before a restored backup, or from last week
            return Missed(None, head)
        rows = rows_after(name, after)
        if not rows or rows[0].number != after + 1:  # the older ones are forgotten
            return Missed(None, head)
        return Missed(rows, head)

    def news(self, name: str, after: int, visitors: Collection[Visitor]) -> tuple[list[Row], set[Visitor] | None]:
        """What is new on a stream, and who may hear it: asked after the rows were read. None is everybody."""
        rows = rows_after(name, after)
        kind, owner = parts_of(name, self.kinds) or (None, 0)
        if kind is not None and not kind.is_guarded:
            return rows, None
        if kind is None or not rows:
            return rows, set(visitors) if kind else set()
        return rows, kind.allowed(owner, self.inside(visitors))

    def inside(self, visitors: Collection[Visitor]) -> set[Visitor]:
        found: set[Visitor] = set()
        for some in pieces(visitors, AT_ONCE):
            found |= self.door.inside(some)
        return found

    def look(self, followed: dict[str, list[Visitor]]) -> Round:
        """The latest number of each stream, and who of its listeners still may."""
        seen = Round(inside=self.inside({visitor for visitors in followed.values() for visitor in visitors}))
        for names in pieces(followed, AT_ONCE):
            seen.heads |= Stream.numbers(names)
        for name, visitors in followed.items():
            kind, owner = parts_of(name, self.kinds) or (None, 0)
            if kind is not None and kind.is_guarded:
                seen.allowed[name] = kind.allowed(owner, seen.inside & set(visitors))
        return seen


def rows_after(name: str, after: int, most: int = PIECE) -> list[Row]:
    events = Event.objects.filter(stream__name=name, number__gt=after).order_by("number")
    return [Row(*row) for row in events.values_list(*Row._fields)[:most]]


def pieces(things: Collection[Item], size: int) -> Iterator[list[Item]]:
    left = iter(things)
    while some := list(islice(left, size)):
        yield some
