"""What one reader sees of a room."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hub.findable.words import fold
from hub.live.models import Stream, name_of
from hub.projects.models import Decision, Message, PlanRow, Room, Seat, Task
from hub.projects.models.rooms import STREAM

AT_ONCE = 60  # messages
FOUND = 40  # messages of a search in the room
BEFORE = 10  # that have been read, above the first new one


@dataclass
class Frame:
    """What stands around every page of a room: which one it is, and what the reader does there."""

    room: Room
    seat: Seat | None
    number: int  # of the room's stream, read before everything else that is shown
    place: str

    @property
    def may_post(self) -> bool:
        return self.seat is not None and self.seat.part != Seat.Part.READER and self.room.archived_at is None

    @property
    def leads(self) -> bool:
        return self.seat is not None and self.seat.part == Seat.Part.LEAD

    @property
    def stream(self) -> str:
        return f",{name_of(STREAM, self.room.pk)}:{self.number}"


def framed(rooms: Any) -> Any:
    """Rooms with their project, and the counts of the room's menu."""
    counts = {
        "undone": Task.objects.undone().filter(room=OuterRef("pk")),
        "untold": PlanRow.objects.undone().filter(room=OuterRef("pk")),
        "decided": Decision.objects.filter(room=OuterRef("pk")),
        "seated": Seat.objects.filter(room=OuterRef("pk")),
    }
    shown = {
        name: Coalesce(Subquery(found.order_by().values("room").annotate(n=Count("pk")).values("n")), 0)
        for name, found in counts.items()
    }
    return rooms.select_related("project__unit").annotate(**shown)


def stream_number(room: int) -> int:
    """To be read before everything else that a room's page shows."""
    return Stream.numbers([name_of(STREAM, room)])[name_of(STREAM, room)]


def seats_of(room: Room) -> list[Seat]:
    """All seats by name. For a project's page: whom to ask is told also where the room is closed, and how many work."""
    return list(room.seats.select_related("user").order_by("user__sort_key", "user"))


def holding(messages: Any, asked: str) -> list[Message]:
    """The newest messages that hold these letters, however they are written: SQLite knows small and large of A to Z."""
    sought = fold(asked)
    texts = messages.order_by("-number").values_list("pk", "body").iterator()
    found = list(islice((pk for pk, body in texts if sought in fold(body)), FOUND))
    return list(messages.filter(pk__in=found).order_by("-number"))


@dataclass
class Talk:
    """Some messages of a room, in order."""

    messages: list[Message]
    first_new: int | None  # number of the first that the reader has not had
    earlier: int | None  # ask for those before this number
    later: bool  # whether newer ones follow

    @property
    def new(self) -> int:
        return sum(1 for message in self.messages if self.first_new and message.number >= self.first_new)


def talk(room: Room, seat: Seat | None, at: int | None, before: int | None) -> Talk:
    """Those around the first new one, around `at`, or before `before`: never more than AT_ONCE. One query."""
    seen = seat.seen if seat else room.last
    first_new = seen + 1 if seat and seen < room.last else None
    if before:
        start = max(1, before - AT_ONCE)
    elif at or first_new:
        start = max(1, (at or first_new or 1) - BEFORE)
    else:
        start = max(1, room.last - AT_ONCE + 1)
    start = min(start, max(1, room.last - BEFORE))
    end = min(start + AT_ONCE - 1, before - 1 if before else room.last)
    found = list(Message.objects.filter(Q(room=room.pk), number__gte=start, number__lte=end).as_shown())
    return Talk(found, first_new, start if start > 1 else None, end < room.last)
