"""Which streams there are, and who may listen to them. Apps that have a kind of their own add it here."""

from hub.live.kinds import Kind, oneself
from hub.live.reading import Reader
from hub.people.door import SessionDoor

KINDS = {
    "municipality": Kind(),  # numbers only: what is in a notice, each page asks for by itself
    "person": Kind(oneself),
}
READER = Reader(KINDS, SessionDoor())
