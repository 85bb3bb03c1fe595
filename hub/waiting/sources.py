"""Each app says in its `asks.py` what it asks of people.

class MustReads(Source):
    kind, name, icon, order = "must_read", _("Read and confirm"), "file-check", 10

    def asking(self, reader): return Notice.objects.unanswered_by(reader)
    def things(self, rows, reader): yield Thing(...)
    def asked(self, people): yield Asked(person, key, since, deadline)

register(MustReads())

Nothing is stored for it: what is done, withdrawn, or no longer for somebody is gone from list and count at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

MOST = 100  # things of one kind that are counted, and listed


@dataclass
class Thing:
    """One thing that waits, as it stands on the list."""

    title: str
    url: str
    place: str = ""  # where it comes from: a unit, a person
    note: str = ""  # what is to be done, when the group's name does not say it
    since: datetime | None = None  # when it began to wait for this person
    deadline: date | None = None
    language: str = ""  # of the title, when it is not the reader's
    is_new: bool = False  # since the last visit; the list says so

    @property
    def is_late(self) -> bool:
        return self.deadline is not None and self.deadline < timezone.localdate()


class Asked(NamedTuple):
    """One thing that waits for one person, without a word about what it is."""

    person: int
    key: int  # of the thing
    since: datetime | None = None
    deadline: date | None = None


class Source:
    """A kind of things that wait for people."""

    kind = ""
    name: Any = ""  # what it asks of one, as a heading: "Read and confirm"
    counted: Any = None  # n -> "2 notices to read and confirm", as a mail says it: no title, no unit, no name
    icon = "bell"
    order = 100  # among the groups of the list
    since = ""  # of a source that only tells: the column with the moment. It counts until the list is looked at

    def asking(self, reader: Any) -> Any:
        """The rows that wait for `reader`, as a query set of what they may see.

        It may ask of the reader `pk`, `is_active`, and what `works_in` and `held_roles` tell, and nothing else.
        """
        raise NotImplementedError

    def things(self, rows: Any, reader: Any) -> Iterable[Thing]:
        """How `rows` (`asking`) stand on the list: the first MOST + 1 of them, in no query a row."""
        raise NotImplementedError

    def due_between(self, first: date, last: date) -> Iterable[tuple[int, datetime]]:
        """(key, since when it asks) of the things of which one is to be told at once when their deadline is in here.

        None, unless the kind is one that cannot wait for the mail of the morning.
        """
        return ()

    def asked(self, people: Any) -> Iterator[Asked]:
        """Each thing that waits for one of `people`, a query set of accounts.

        The mirror of `asking` for thousands at once, and tested against it: few queries, however many people.
        """
        raise NotImplementedError


registered: dict[str, Source] = {}


def register(source: Source) -> None:
    registered[source.kind] = source


def in_order() -> list[Source]:
    return sorted(registered.values(), key=lambda source: (source.order, source.kind))
