"""Which hit comes first: the words first, then what is near, fresh and kept up."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from hub.findable.words import stems, words
from hub.search.asking import MEANS, SHORT_STEM, Term
from hub.units.models.pages import GRACE

TITLE, HEADING, BODY, UNIT = 3.0, 1.6, 1.0, 0.6
PARTS = 0.8  # of what a compound is worth
WHOLE_TITLE, EXACT_WORD = 0.5, 0.3
# Of a person who is not meant by name, but holds a post that many hold; of a unit that does what is asked about.
NOT_THE_NAME = {"person": 0.35, "unit": 0.9}
NEAR, FRESH, OWN_LANGUAGE = 0.4, 0.1, 0.25  # at most so much more
OVERDUE, HIDDEN_FROM_READERS = 0.85, 0.5
KINDS = {"person": 0.9, "file": 0.8, "notice_file": 0.8, "guide": 0.85}
WRITTEN = ("page", "notice", "notice_text", "file", "notice_file", "project", "project_news")  # by somebody, in a unit
NEWS = ("notice", "notice_text", "project_news")
FRESH_NEWS, OLD_NEWS = 1.2, 0.7
A_YEAR, TWO_WEEKS = 365.0, 14.0  # days in which half of the freshness of a page and of a notice goes


class Reader:
    """Who searches: where they work and what they read decides what is near."""

    def __init__(self, paths: list[str], language: str, units: dict[int, Any]) -> None:
        self.paths, self.language, self.units = paths, language, units
        self.today, self.now = timezone.localdate(), timezone.now()

    def nearness(self, unit: int | None) -> float:
        """1 in one's own unit, less the farther; what stands above one is meant for one."""
        if unit not in self.units:
            return 0.5
        return max((_shared(mine, self.units[unit].path) for mine in self.paths), default=0.5)

    def name_of(self, unit: int | None) -> frozenset[str]:
        """The stems of a unit's name: what a unit writes is about it, whether it says so or not."""
        return _stems_of(self.units[unit].name) if unit in self.units else frozenset()


@lru_cache(maxsize=2000)
def _stems_of(name: str) -> frozenset[str]:
    return frozenset(stems(words(name)))


def _shared(mine: str, path: str) -> float:
    own, other = mine.strip("/").split("/"), path.strip("/").split("/")
    same = next((at for at, (a, b) in enumerate(zip(own, other, strict=False)) if a != b), min(len(own), len(other)))
    steps = len(other) - same  # down from the nearest unit above both; up costs less
    return max(0.0, 1 - 0.3 * steps - 0.1 * (len(own) - same))


def score(document: Any, terms: list[Term], reader: Reader) -> tuple[float, float, frozenset[int]]:
    """(points, share of what was asked for that stands there, places of the terms that do)."""
    points = got = whole = 0.0
    answered: set[str] = set()
    held: set[int] = set()
    standing = Standing(document, reader.name_of(document.unit) if document.kind in WRITTEN else frozenset())
    for at, term in enumerate(terms):
        worth, by = standing.worth(term)
        whole += term.rarity
        if worth:
            got += term.rarity
            answered.add(by)
            held.add(at)
            if worth >= TITLE * MEANS and term.word in standing.title_words:
                worth += EXACT_WORD
        points += term.rarity * worth
    for at, term in enumerate(terms):
        if term.parts and at not in held:
            worth, share_of_it = standing.worth_of_parts(term, is_all=not held)
            got += term.rarity * share_of_it
            points += term.rarity * worth
    share = got / whole if whole else 0.0
    title = standing.title
    points *= 1 + WHOLE_TITLE * len(answered.intersection(title)) / max(len(title), 1)
    if document.kind in NOT_THE_NAME and not answered.intersection(title):
        points *= NOT_THE_NAME[document.kind]
    return points * share**1.5 * _place(document, reader), share, frozenset(held)


class Standing:
    """Where words stand in one document. Its texts are taken apart only when that is asked for: many are found."""

    def __init__(self, document: Any, unit: frozenset[str]) -> None:
        self.document, self.unit = document, unit
        self.title = frozenset(document.title_stems.split())

    @cached_property
    def headings(self) -> frozenset[str]:
        return frozenset(self.document.heading_stems.split())

    @cached_property
    def body(self) -> frozenset[str]:
        return frozenset(self.document.body_stems.split())

    @cached_property
    def title_words(self) -> set[str]:
        return set(words(self.document.title))

    def worth(self, term: Term) -> tuple[float, str]:
        """The best way in which a word stands here, and the stem that does, if it means the word that was asked for."""
        best, by = self._best(term, self.title, TITLE)
        if best < HEADING:
            best, by = max((best, by), self._best(term, self.headings, HEADING))
        if best < BODY:
            best, by = max((best, by), self._best(term, self.body, BODY))
        return (best, by) if best else self._best(term, self.unit, UNIT)

    def worth_of_parts(self, term: Term, is_all: bool) -> tuple[float, float]:
        """What the parts of a compound are worth when it does not stand here itself, and how much of it that is.

        When nothing else that was asked for does, half a word is an answer only if the title or a heading says it.
        """
        worths = [self.worth(part)[0] for part in term.parts]
        if is_all and not (len(worths) > 1 and all(worths)):
            worths = [
                worth if worth >= HEADING * MEANS and len(part.word) > SHORT_STEM else 0.0
                for worth, part in zip(worths, term.parts, strict=True)
            ]
        found = sum(1 for worth in worths if worth) / max(len(worths), 2)
        return PARTS * sum(worths) / max(len(worths), 2), PARTS * found

    def _best(self, term: Term, text: frozenset[str], weight: float) -> tuple[float, str]:
        for stem, value in term.by_worth:
            if stem in text:
                return weight * value, stem if value >= MEANS else ""
        return 0.0, ""


def _place(document: Any, reader: Reader) -> float:
    """What does not depend on the words."""
    factor = KINDS.get(document.kind, 1.0) * (1 + NEAR * reader.nearness(document.unit))
    if document.language == reader.language:
        factor *= 1 + OWN_LANGUAGE
    if document.kind in NEWS:
        return factor * _news(document, reader)
    factor *= 1 + FRESH * _half_gone(document.at, reader.now, A_YEAR)
    if document.kind in ("page", "project") and document.at is None:
        factor *= HIDDEN_FROM_READERS  # a draft, which only its writers find; a project that is done
    return factor * (OVERDUE if document.due_on is not None and document.due_on + GRACE <= reader.today else 1)


def _news(document: Any, reader: Reader) -> float:
    """News goes before pages while it is fresh, and after them once it is old."""
    if document.at is None or (document.due_on is not None and document.due_on < reader.today):
        return HIDDEN_FROM_READERS  # not sent, withdrawn or over: only its writers find it; of a project that is done
    return OLD_NEWS + (FRESH_NEWS - OLD_NEWS) * _half_gone(document.at, reader.now, TWO_WEEKS)


def _half_gone(at: datetime | None, now: datetime, days: float) -> float:
    """1 when it is new, half of that after so many days, and so on."""
    return 0.5 ** ((now - at).days / days) if at else 0.5
