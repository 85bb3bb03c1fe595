"""Which streams there are, and who may listen to them. Apps that have a kind of their own add it here."""

from collections.abc import Collection

from hub.alerts.listeners import answering_for, working_in
from hub.dialogue.models.threads import seen_by
from hub.live.kinds import Kind, Visitor, oneself
from hub.live.reading import Reader
from hub.people.door import SessionDoor
from hub.projects.models import Room


def in_room(owner: int, visitors: Collection[Visitor]) -> list[Visitor]:
    """Those who may view the room: asked of its seats now."""
    room = Room.objects.filter(pk=owner).first()
    here = room.viewers_among({visitor.person for visitor in visitors}) if room else set()
    return [visitor for visitor in visitors if visitor.person in here]


def at_thread(owner: int, visitors: Collection[Visitor]) -> list[Visitor]:
    """Those who may see what is talked about."""
    here = seen_by({owner}, {visitor.person for visitor in visitors})[owner]
    return [visitor for visitor in visitors if visitor.person in here]


KINDS = {
    "municipality": Kind(),  # numbers, and alerts that are for all: what is in a notice, each page asks for by itself
    "person": Kind(oneself),
    "room": Kind(in_room),
    "thread": Kind(at_thread),
    "area": Kind(working_in),  # alerts for some units, on the stream of each
    "screens": Kind(is_open=True),  # alerts that are shown where nobody is signed in
    "rollcall": Kind(answering_for),
}
READER = Reader(KINDS, SessionDoor())
