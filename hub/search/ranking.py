"""Which hit comes first: the words first, then what is near, fresh and kept up."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hub.findable.words import words
from hub.search.asking import MEANS, Term
from hub.units.models.pages import GRACE

TITLE, HEADING, BODY = 3.0, 1.6, 1.0
WHOLE_TITLE, EXACT_WORD = 0.5, 0.3
NOT_THE_NAME = 0.35  # of a person who is not meant by name, but holds a post that many hold
NEAR, FRESH, OWN_LANGUAGE = 0.2, 0.1, 0.15  # at most so much more
OVERDUE, HIDDEN_FROM_READERS = 0.85, 0.5
KINDS = {"person": 0.9, "file": 0.8, "guide": 0.85}
A_YEAR = 365.0  # days in which half of the freshness goes


class Reader:
    """Who searches: where they work and what they read decides what is near."""

    def __init__(self, paths: list[str], language: str, units: dict[int, str]) -> None:
        self.paths, self.language, self.units = paths, language, units
        self.today, self.now = timezone.localdate(), timezone.now()

    def nearness(self, unit: int | None) -> float:
        """1 in one's own unit, less the farther; what stands above one is meant for one."""
        path = self.units.get(unit or 0, "")
        if not path:
            return 0.5
        return max((_shared(mine, path) for mine in self.paths), default=0.5)


def _shared(mine: str, path: str) -> float:
    own, other = mine.strip("/").split("/"), path.strip("/").split("/")
    same = next((at for at, (a, b) in enumerate(zip(own, other, strict=False)) if a != b), min(len(own), len(other)))
    steps = len(other) - same  # down from the nearest unit above both; up costs less
    return max(0.0, 1 - 0.3 * steps - 0.1 * (len(own) - same))


def score(document: Any, terms: Iterable[Term], reader: Reader) -> tuple[float, float]:
    """(points, share of what was asked for that stands there)."""
    in_title = set(words(document.title))
    points = got = whole = 0.0
    answered: set[str] = set()
    for term in terms:
        worth, by = _worth(document, term)
        whole += term.rarity
        if worth:
            got += term.rarity
            answered.add(by)
        points += term.rarity * (worth + (EXACT_WORD if term.word in in_title else 0))
    share = got / whole if whole else 0.0
    title = document.title_stems.split()
    points *= 1 + WHOLE_TITLE * len(answered.intersection(title)) / max(len(title), 1)
    if document.kind == "person" and not answered.intersection(title):
        points *= NOT_THE_NAME
    return points * share**2 * _place(document, reader), share


def _worth(document: Any, term: Term) -> tuple[float, str]:
    """The best way in which a word stands in a document, and the stem that does."""
    best, by = 0.0, ""
    columns = ((document.title_stems, TITLE), (document.heading_stems, HEADING), (document.body_stems, BODY))
    for stem, value in term.stems.items():
        sought = f" {stem} "
        weight = next((weight for text, weight in columns if sought in text), 0.0)
        if weight * value > best:
            best, by = weight * value, stem if value >= MEANS else ""
    return best, by


def _place(document: Any, reader: Reader) -> float:
    """What does not depend on the words."""
    factor = KINDS.get(document.kind, 1.0) * (1 + NEAR * reader.nearness(document.unit))
    if document.language == reader.language:
        factor *= 1 + OWN_LANGUAGE
    factor *= 1 + FRESH * _freshness(document.at, reader.now)
    if document.kind == "page" and document.at is None:
        factor *= HIDDEN_FROM_READERS  # a draft, which only its writers find
    return factor * (OVERDUE if _is_overdue(document.due_on, reader.today) else 1)


def _freshness(at: datetime | None, now: datetime) -> float:
    return 0.5 ** ((now - at).days / A_YEAR) if at else 0.5


def _is_overdue(due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on + GRACE <= today
