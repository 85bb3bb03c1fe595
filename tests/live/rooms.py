"""A room for tests: a unit is one, and whoever has a post there has a seat in it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from hub.listening import KINDS
from hub.live.kinds import Kind, Visitor
from hub.live.models import ANY, Event, Stream, recheck
from hub.units.models import Membership


def seated(owner: int, visitors: Collection[Visitor]) -> list[Visitor]:
    people = {visitor.person for visitor in visitors}
    here = set(Membership.objects.filter(unit=owner, user__in=people).values_list("user", flat=True))
    return [visitor for visitor in visitors if visitor.person in here]


@contextmanager
def rooms() -> Iterator[None]:
    """Within this the hub has rooms: `room/7` is that of unit 7."""
    rightly, KINDS["room"] = KINDS["room"], Kind(seated)
    try:
        yield
    finally:
        KINDS["room"] = rightly


class Word:
    """What is said in a room, with the look that a row would have."""

    def __init__(self, text: str, element: str = "") -> None:
        self.text, self.element_id = text, element or f"word-{text}"

    def looks(self, number: int) -> dict[str, str]:
        return {ANY: f'<li id="{self.element_id}" data-number="{number}" data-into="#words">{self.text}</li>'}


def say(unit: Any, text: str, element: str = "") -> Event:
    word: Any = Word(text, element)
    return Stream.record("room", unit.pk, "word", word)


@transaction.atomic
def unseat(unit: Any, person: Any) -> None:
    """The verb that takes a seat away."""
    Membership.objects.filter(unit=unit, user=person).delete()
    recheck([person.pk])
