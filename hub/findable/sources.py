"""Each app says here what its things say.

class Pages(ModelSource):
    kind, name, model = "page", _("Pages"), Page

    def say(self, keys): yield Said(...)

register(Pages())
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q


@dataclass
class Said:
    """What one thing says, in plain words, and what places it among the others."""

    key: int
    title: str
    url: str
    headings: str = ""
    text: str = ""
    language: str = "nb"
    unit: int | None = None  # the unit it belongs to
    at: datetime | None = None  # how fresh it is
    due_on: date | None = None  # after this day it ought to have been looked over


class Source:
    """A kind of things that can be found."""

    kind = ""
    among = ""  # the kind that its hits are shown and counted as, when not its own
    name: Any = ""  # of the kind, in the plural
    icon = "file"
    by_worker = False  # reading one takes long, so nobody waits for it

    def keys(self) -> Iterable[int]:
        """The numbers of all things of the kind."""
        raise NotImplementedError

    def say(self, keys: list[int]) -> Iterator[Said]:
        """What these things say; nothing of those that are no more."""
        raise NotImplementedError

    def visible_to(self, user: Any) -> Q:
        """Which of the kind's documents `user` may see: asked of the database in the search itself."""
        raise NotImplementedError


class ModelSource(Source):
    """Rows of a guarded model: a hit is always joined to `visible_to`."""

    model: Any = None

    def keys(self) -> Iterable[int]:
        return self.model._base_manager.order_by("pk").values_list("pk", flat=True)

    def visible_to(self, user: Any) -> Q:
        return Q(Exists(self.model.objects.visible_to(user).filter(pk=OuterRef("key")).order_by()))


registered: dict[str, Source] = {}


def register(source: Source) -> None:
    registered[source.kind] = source


def shown_as(kind: str) -> str:
    """The kind that a document is shown and counted as."""
    return registered[kind].among or kind
