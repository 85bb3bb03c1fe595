"""Each app lists here, in its `offers.py`, what one can get done in it.

class Forms(Source):
    kind, order = "form", 20

    def rows(self, reader): return Form.objects.visible_to(reader).open()
    def offer(self, form): return Offer("form", form.pk, form.title, f"/forms/{form.pk}/", form.about, form.need_id)

register(Forms())

That is all: its forms stand under their needs, are found there, opened, counted and put in order as every link is.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hub.findable.words import fold, stem, words
from hub.selfservice import addresses


@dataclass
class Offer:
    """One thing that one can get done, as it stands on the page."""

    kind: str  # of its source
    key: int
    title: str
    address: str
    about: str = ""  # what it does, in one sentence
    need: int | None = None  # the need it stands under; none = among the rest
    unit: str = ""  # who keeps it
    language: str = ""  # of the texts
    keywords: str = ""  # that people search by
    needs_email: bool = False  # an e-mail address at work
    on_phone: bool = True  # works on a telephone or a PC of one's own
    is_counted: bool = True  # may stand among the most used

    @property
    def place(self) -> tuple[str, int]:
        return self.kind, self.key

    @cached_property
    def way(self) -> str:
        return addresses.way_of(self.address)

    @property
    def is_opened(self) -> bool:
        """Whether opening it goes by the hub, which counts."""
        return self.way in (addresses.INSIDE, addresses.OUTSIDE)

    @property
    def url(self) -> str:
        """What is pressed: the door that counts, or the telephone and the mail program at once."""
        return f"/services/open/{self.kind}/{self.key}/" if self.is_opened else self.address

    @property
    def where(self) -> str:
        return addresses.shown(self.address)

    def answers(self, asked: list[str], need: str) -> bool:
        """Whether every word somebody typed stands here somewhere: whole, as a part, or in another form."""
        said = f"{self.title} {self.about} {self.keywords} {need} {self.unit} {self.where}"
        folded, stems = fold(said), {stem(word) for word in words(said)}
        return all(word in folded or stem(word) in stems for word in asked)


class Source:
    """A kind of things that one can get done."""

    kind = ""  # stands in addresses
    order = 100  # within a need, where no place decides

    def rows(self, reader: Any) -> Any:
        """What `reader` may see and use now, as a query set: one query, with all that `offer` needs."""
        raise NotImplementedError

    def offer(self, row: Any) -> Offer:
        raise NotImplementedError


registered: dict[str, Source] = {}


def register(source: Source) -> None:
    registered[source.kind] = source


def offers_to(reader: Any) -> list[Offer]:
    """All that `reader` may use, of every source: one query a source. What leads nowhere one may go is left out."""
    sources = sorted(registered.values(), key=lambda source: (source.order, source.kind))
    found = [source.offer(row) for source in sources for row in source.rows(reader)]
    return [offer for offer in found if offer.way]


def offer_to(reader: Any, kind: str, key: int) -> Offer | None:
    """One of them, if `reader` may use it."""
    source = registered.get(kind)
    row = source.rows(reader).filter(pk=key).first() if source else None
    return source.offer(row) if source and row else None
