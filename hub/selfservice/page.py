"""The page of all that one can get done: by need, and what colleagues use most first."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.findable.words import words
from hub.people.names import sort_key
from hub.selfservice.models import Need, Openings
from hub.selfservice.models.openings import works_at
from hub.selfservice.sources import Offer, offers_to
from hub.units.models import Unit
from hub.units.models.roles import paths_where

MOST = 6  # among the most used
ENOUGH = 3  # openings of a thing, and things, before it says something of a unit


class FilterForm(forms.Form):
    """What the address of the page asks for."""

    q = forms.CharField(label=_("What do you need?"), required=False, max_length=100)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def typed(self) -> str:
        return self.cleaned_data.get("q", "")


@dataclass
class Section:
    """A need with what one can get done under it."""

    anchor: str
    name: str
    offers: list[Offer]


@dataclass
class MostUsed:
    """What is opened most: in the units where the reader works if they say enough, otherwise in the municipality."""

    offers: list[Offer]
    unit: str = ""  # the only unit it is about
    is_here: bool = False  # in several units of the reader


class Services:
    """The page for one reader. Four queries besides those of what is offered: one for each source of it."""

    def __init__(self, reader: Any, typed: str = "") -> None:
        self.reader, self.typed = reader, typed
        self.asked = words(typed)
        self.openings = list(Openings.seen_from(reader))

    @cached_property
    def offers(self) -> list[Offer]:
        return sorted(offers_to(self.reader), key=self._order)

    def _order(self, offer: Offer) -> Any:
        use = (-self.here[offer.place], -self.everywhere[offer.place]) if offer.is_counted else (0, 0)
        return *use, sort_key(offer.title)

    @cached_property
    def sections(self) -> list[Section]:
        needs = {need.pk: Section(f"need-{need.pk}", need.name, []) for need in Need.objects.visible_to(self.reader)}
        rest = Section("rest", _g("Everything else"), [])
        for offer in self.offers:
            section = needs.get(offer.need or 0, rest)
            if offer.answers(self.asked, section.name):
                section.offers.append(offer)
        return [section for section in (*needs.values(), rest) if section.offers]

    @property
    def count(self) -> int:
        return sum(len(section.offers) for section in self.sections)

    @cached_property
    def here(self) -> Counter[tuple[str, int]]:
        return self._sums(lambda row: row["unit"] in self._works_at and row["unit__parent"] is not None)

    @cached_property
    def everywhere(self) -> Counter[tuple[str, int]]:
        return self._sums(lambda row: row["unit__parent"] is None)

    @cached_property
    def _works_at(self) -> set[int]:
        return set(works_at(self.reader))

    def _sums(self, counts: Any) -> Counter[tuple[str, int]]:
        sums: Counter[tuple[str, int]] = Counter()
        for row in self.openings:
            if counts(row):
                sums[row["kind"], row["key"]] += row["n"]
        return sums

    @cached_property
    def most_used(self) -> MostUsed:
        if len(mine := self._most(self.here)) >= ENOUGH:
            names = {row["unit__name"] for row in self.openings if row["unit__parent"] is not None}
            return MostUsed(mine, names.pop() if len(names) == 1 else "", True)
        return MostUsed(self._most(self.everywhere))

    def _most(self, sums: Counter[tuple[str, int]]) -> list[Offer]:
        found = [offer for offer in self.offers if offer.is_counted and sums[offer.place] >= ENOUGH]
        return sorted(found, key=lambda offer: -sums[offer.place])[:MOST]

    @cached_property
    def may_keep(self) -> bool:
        return keeps_somewhere(self.reader)


def keeps_somewhere(reader: Any) -> bool:
    """Whether `reader` keeps links of some unit. No query but for editors, whom the unit may have entrusted with it."""
    if not reader.is_active:
        return False
    if paths_where(reader, "publish"):
        return True
    edits = bool(paths_where(reader, "edit"))
    return edits and Unit.objects.allowing(reader, "publish").exists()
