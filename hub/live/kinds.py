"""Who listens, and to which kinds of streams. The apps' own kinds are put together at the top (hub.listening)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

Headers = Collection[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is behind a socket. `key` is what they came in by (the session's key), and what names them here."""

    key: str
    person: int = field(default=0, compare=False)
    language: str = field(default="", compare=False)
    proof: int = field(default=0, compare=False)  # changes when the account's password does


class Door(Protocol):
    """Says who somebody is, and whether they still are. Reads the database; called in a thread."""

    def enter(self, headers: Headers) -> Visitor | None:
        """Who is asking; None for somebody who is not signed in."""

    def stranger(self, headers: Headers, address: str) -> Visitor:
        """Somebody who is not signed in: told apart by the network address only."""

    def inside(self, visitors: Collection[Visitor]) -> set[Visitor]:
        """Those whose sign-in and account still hold, right now."""


Listeners = Callable[[int, Collection[Visitor]], Collection[Visitor]]


@dataclass(frozen=True)
class Kind:
    """A kind of stream. `listeners(owner, visitors)` are those of the (signed-in) visitors who may listen, right now.

    Without it everybody who is signed in may; such a stream carries numbers, or what is for all of them.
    An open kind may be followed by whoever opens a page, signed in or not: what it carries is no secret.
    """

    listeners: Listeners | None = None
    is_open: bool = False

    @property
    def is_guarded(self) -> bool:
        return self.listeners is not None

    def allowed(self, owner: int, visitors: Collection[Visitor]) -> set[Visitor]:
        return set(self.listeners(owner, visitors)) if self.listeners else set(visitors)


def oneself(owner: int, visitors: Collection[Visitor]) -> list[Visitor]:
    """The listeners of a person's own stream."""
    return [visitor for visitor in visitors if visitor.person == owner]


Kinds = dict[str, Kind]


def parts_of(name: str, kinds: Kinds) -> tuple[Kind, int] | None:
    """ "room/7" as its kind and its owner's number; None for what is no stream."""
    kind, _, owner = name.partition("/")
    if kind in kinds and owner.isascii() and owner.isdecimal() and len(owner) < 19:
        return kinds[kind], int(owner)
    return None


def all_open(names: Collection[str], kinds: Kinds) -> bool:
    """Whether somebody who is not signed in may follow all of these."""
    return bool(names) and all((found := parts_of(name, kinds)) and found[0].is_open for name in names)
