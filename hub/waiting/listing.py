"""The list: grouped by what is asked, the nearest deadline first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hub.waiting.sources import MOST, Source, Thing, in_order


@dataclass
class Group:
    source: Source
    things: list[Thing]
    is_cut: bool  # there are more


def groups(reader: Any, last: datetime | None) -> list[Group]:
    """What waits for `reader`, with what has come since `last` marked. On a first visit nothing is."""
    found = []
    for source in in_order():
        things = list(source.things(source.asking(reader), reader)) if reader.is_active else []
        for thing in things:
            thing.is_new = last is not None and thing.since is not None and thing.since > last
        if things:
            things.sort(key=lambda thing: (thing.deadline or date.max, -_age(thing)))
            found.append(Group(source, things[:MOST], len(things) > MOST))
    return found


def _age(thing: Thing) -> float:
    """Later first, among those with the same deadline."""
    return thing.since.timestamp() if thing.since else 0.0
