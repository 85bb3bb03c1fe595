"""A search from the phrase to its hits. Everything counted and shown is joined to what the reader may see."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hub.findable.models import Question, SearchDocument
from hub.findable.sources import registered
from hub.search.asking import MEANS, Term, mend, terms_of, weigh, widen
from hub.search.models import Pin, key_of
from hub.search.ranking import Reader, score
from hub.search.snippets import LOOKED_THROUGH, Marker
from hub.units.models import Unit
from hub.units.models.memberships import works_in

MOST = 80  # documents for each question put to the index
ENOUGH = 0.45  # of what was asked for, against the best hit
PINNED = 3
DUE = ("headings", "text")  # read only for the hits that are shown


@dataclass
class Hit:
    """A document as one reader sees it in the list."""

    document: SearchDocument
    points: float
    share: float
    unit: Unit | None = None
    is_pinned: bool = False
    title: SafeString = SafeString()
    snippet: SafeString = SafeString()

    @property
    def is_overdue(self) -> bool:
        due = self.document.due_on
        return self.kind == "page" and due is not None and due < timezone.localdate()

    @property
    def kind(self) -> str:
        return self.document.kind

    @property
    def source(self) -> Any:
        return registered[self.document.kind]


@dataclass
class Found:
    """All that a search has found, the best first."""

    phrase: str
    terms: list[Term]
    hits: list[Hit] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    owner: Unit | None = None  # who probably knows, when nothing was found

    @property
    def is_too_short(self) -> bool:
        return bool(self.phrase.strip()) and not self.terms

    def of_kind(self, kind: str) -> list[Hit]:
        return [hit for hit in self.hits if not kind or hit.kind == kind]


class Finder:
    """Puts one phrase to the index for one person."""

    def __init__(self, user: Any, unit: Unit | None = None) -> None:
        self.user = user
        below = None if unit is None else list(Unit.objects.below(unit).values_list("pk", flat=True))
        self.within: list[int] | None = below
        self.units: dict[int, Unit] = {}

    def find(self, phrase: str) -> Found:
        terms = terms_of(phrase)
        found = Found(phrase, terms)
        if not terms:
            return found
        widen(terms)
        hits = self.ranked(terms)
        if lost := missing(terms, hits):
            mended = mend(lost)
            terms = [term for term in terms if term not in lost] + mended
            hits = self.ranked(terms)
        found.terms, found.hits = terms, self.with_pins(phrase, hits)
        found.kinds = Counter(hit.kind for hit in found.hits)
        return found

    def ranked(self, terms: list[Term]) -> list[Hit]:
        """The hits that answer enough of it, the best first."""
        weigh(terms)
        documents = self.documents(questions(terms))
        reader = self.reader(documents)
        hits = [Hit(each, *score(each, terms, reader), self.units.get(each.unit or 0)) for each in documents]
        best = max((hit.share for hit in hits), default=0)
        enough = [hit for hit in hits if hit.share >= ENOUGH * best]
        return sorted(enough, key=lambda hit: (-hit.points, hit.document.title, hit.document.pk))

    def documents(self, asked: list[Question]) -> list[SearchDocument]:
        found = SearchDocument.objects.visible_to(self.user).holding(asked, MOST, self.within)
        return list(found.defer(*DUE))

    def reader(self, documents: list[SearchDocument]) -> Reader:
        wanted = {document.unit for document in documents if document.unit} - set(self.units)
        if wanted:
            self.units |= Unit.objects.visible_to(self.user).in_bulk(list(wanted))
        paths = {pk: unit.path for pk, unit in self.units.items()}
        return Reader(works_in(self.user), (get_language() or "nb")[:2], paths)

    def with_pins(self, phrase: str, hits: list[Hit]) -> list[Hit]:
        """The pages pinned for the phrase first, as far as the reader may see them."""
        pins = Pin.objects.filter(key=key_of(phrase)[:120])  # who may see the page is asked of its document below
        pages = list(pins.order_by("pk").values_list("page", flat=True)[:PINNED])
        if not pages:
            return hits
        pinned = SearchDocument.objects.visible_to(self.user).filter(kind="page", key__in=pages).defer(*DUE)
        self.reader(list(pinned))
        first = [Hit(each, 0, 1, self.units.get(each.unit or 0), is_pinned=True) for each in pinned]
        shown = {hit.document.pk for hit in first}
        return first + [hit for hit in hits if hit.document.pk not in shown]


def questions(terms: list[Term]) -> list[Question]:
    """What to ask the index. The narrow questions make sure that a good hit is never cut away with the many others."""
    groups = [list(term.stems) for term in terms]
    exact = [[stem for stem, worth in term.stems.items() if worth >= MEANS] for term in terms]
    asked = [Question(exact, in_title=True), Question(exact), Question(groups)]
    for narrow, wide in zip(exact, groups, strict=True):
        asked += [Question([narrow], in_title=True), Question([wide], in_title=True), Question([wide])]
    return list({str(question): question for question in asked}.values())


def missing(terms: list[Term], hits: list[Hit]) -> list[Term]:
    """The words that no hit of this reader holds: only then is it asked whether they were misspelled."""
    held = [f"{d.title_stems}{d.heading_stems}{d.body_stems}" for d in (hit.document for hit in hits)]
    return [term for term in terms if not any(f" {stem} " in text for stem in term.stems for text in held)]


def show(hits: list[Hit], terms: list[Term]) -> None:
    """Fill in what the list shows of these hits: title and sentence, with the words marked."""
    start = Substr("text", 1, LOOKED_THROUGH, output_field=TextField())
    rows = SearchDocument.objects.filter(pk__in=[hit.document.pk for hit in hits]).annotate(start=start)
    read = list(rows.values_list("pk", "start", "headings"))
    texts, headings = {pk: text for pk, text, _posts in read}, {pk: posts for pk, _text, posts in read}
    marker = Marker(terms)
    for hit in hits:
        hit.title = marker.marked(hit.document.title)
        hit.snippet = marker.snippet(texts.get(hit.document.pk, ""))
        if hit.kind == "person":
            hit.snippet = marker.marked(headings.get(hit.document.pk, ""))
