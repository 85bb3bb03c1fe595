"""A search from the phrase to its hits. Everything counted and shown is joined to what the reader may see."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Subquery, TextField
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hub.findable.models import Question, SearchDocument, holding
from hub.findable.sources import registered, shown_as
from hub.search.asking import MEANS, Term, mend, terms_of, weigh, widen
from hub.search.models import Pin, key_of
from hub.search.ranking import Reader, score
from hub.search.snippets import LOOKED_THROUGH, Marker
from hub.units.for_reader import among_rows
from hub.units.models import Page, Unit
from hub.units.models.memberships import works_in

MOST = 80  # documents for each question put to the index
FEW = 40  # of them: then it is asked too what holds some of it
WEAK = 3  # hits that hold a word
ENOUGH = 0.45  # of what was asked for, against the best hit
AS_WELL = 0.5  # of the points of another language
PINNED = 3
# Not the texts, which are read only for the hits that are shown.
READ = (
    "pk", "kind", "key", "url", "language", "title", "unit", "at", "due_on",
    "title_stems", "heading_stems", "body_stems",
)  # fmt: skip


@among_rows
def documents_seen(reader: Any, numbers: list[int], kind: str) -> Any:
    """Those of the documents of a kind that a reader may see now."""
    seen = SearchDocument.objects.visible_to(reader, [kind]).filter(pk__in=numbers)
    original = Page.objects.filter(pk=OuterRef("key")).order_by().values("original")
    first = Coalesce(Subquery(original), "key", output_field=BigIntegerField()) if kind == "page" else F("key")
    return seen.annotate(first=first).values_list(*READ, "first", named=True)


@among_rows
def units_seen(reader: Any, numbers: list[int]) -> Any:
    return Unit.objects.visible_to(reader).filter(pk__in=numbers).only("name", "path")


@dataclass
class Hit:
    """A document as one reader sees it in the list."""

    document: Any  # a row of `documents_seen`
    points: float
    share: float
    held: frozenset[int] = frozenset()  # the terms that stand there, by their places
    unit: Unit | None = None
    is_pinned: bool = False
    title: SafeString = SafeString()
    snippet: SafeString = SafeString()

    @property
    def place(self) -> tuple[str, str]:
        """Where it leads, whatever the language."""
        address = self.document.url
        return (self.kind, address.partition("/in/")[0].rstrip("/"))

    @property
    def is_overdue(self) -> bool:
        due = self.document.due_on
        return self.kind == "page" and due is not None and due < timezone.localdate()

    @property
    def kind(self) -> str:
        """What it is shown and counted as."""
        return shown_as(self.document.kind)

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
        self.known: dict[int, Any] = {}  # documents by number; None for those that are not to be seen

    def find(self, phrase: str) -> Found:
        terms = terms_of(phrase)
        found = Found(phrase, terms)
        if not terms:
            return found
        widen(terms)
        hits = self.ranked(terms)
        # Counted among what this reader may see: a word of what is hidden is mended as one that stands nowhere.
        held = Counter(at for hit in hits for at in hit.held)
        weak = [term for at, term in enumerate(terms) if held[at] < WEAK]
        lost = [term for at, term in enumerate(terms) if not held[at]]
        if weak and mend(lost, weak):
            hits = self.ranked(terms)
        found.terms, found.hits = terms, self.with_pins(phrase, hits)
        found.kinds = Counter(hit.kind for hit in found.hits)
        return found

    def ranked(self, terms: list[Term]) -> list[Hit]:
        """The hits that answer enough of it, the best first; a notice once, in the language that answers best."""
        weigh(terms)
        documents = self.documents(terms)
        reader = self.reader(documents)
        hits = [Hit(each, *score(each, terms, reader), self.units.get(each.unit or 0)) for each in documents]
        best = max((hit.share for hit in hits), default=0)
        enough = [hit for hit in hits if hit.share and hit.share >= ENOUGH * best]
        enough.sort(key=lambda hit: (-hit.points, hit.document.title, hit.document.pk))
        first: dict[Any, Hit] = {}
        for hit in enough:
            first.setdefault(hit.place, hit)
        return in_own_language(list(first.values()), reader.language)

    def documents(self, terms: list[Term]) -> list[Any]:
        """Those that hold all of it or a word in the title; only when these are few, also what holds some of it."""
        found = self.seen(questions(terms))
        if len(found) < FEW and len(terms) > 1:
            there = {document.pk for document in found}
            some = self.seen([Question([list(term.stems)]) for term in terms])
            found += [document for document in some if document.pk not in there]
        return found

    def seen(self, asked: list[Question]) -> list[Any]:
        """What answers and may be seen. A document is asked about once, however often this search comes upon it."""
        found = holding(asked, MOST, self.within)
        for kind, numbers in found.items():
            if new := [pk for pk in numbers if pk not in self.known]:
                self.known |= dict.fromkeys(new) | {row.pk: row for row in documents_seen(self.user, new, kind)}
        rows = (self.known[pk] for numbers in found.values() for pk in numbers)
        return [row for row in rows if row is not None]

    def reader(self, documents: list[Any]) -> Reader:
        wanted = {document.unit for document in documents if document.unit} - set(self.units)
        if wanted:
            self.units |= {unit.pk: unit for unit in units_seen(self.user, sorted(wanted))}
        return Reader(works_in(self.user), (get_language() or "nb")[:2], self.units)

    def with_pins(self, phrase: str, hits: list[Hit]) -> list[Hit]:
        """The pages pinned for the phrase first, as far as the reader may see them."""
        # Who may see the page is asked of its document below.
        pages = list(
            Pin.objects.filter(key=key_of(phrase)[:120]).order_by("pk").values_list("page", flat=True)[:PINNED]
        )
        if not pages:
            return hits
        said = SearchDocument.objects.filter(kind="page", key__in=pages).values_list("pk", flat=True)
        pinned = documents_seen(self.user, said, "page")
        self.reader(pinned)
        first = [Hit(each, 0, 1, unit=self.units.get(each.unit or 0), is_pinned=True) for each in pinned]
        shown = {hit.document.pk for hit in first}
        return first + [hit for hit in hits if hit.document.pk not in shown]


def in_own_language(hits: list[Hit], language: str) -> list[Hit]:
    """Of a page in several languages, the reader's before the others, unless that answers much worse."""
    mine = {hit.document.first: hit for hit in hits if hit.kind == "page" and hit.document.language == language}
    ordered: dict[int, Hit] = {}
    for hit in hits:
        own = mine.get(hit.document.first) if hit.kind == "page" else None
        if own and own.points >= AS_WELL * hit.points:
            ordered.setdefault(own.document.pk, own)
        ordered.setdefault(hit.document.pk, hit)
    return list(ordered.values())


def questions(terms: list[Term]) -> list[Question]:
    """What to ask the index. The narrow questions make sure that a good hit is never cut away with the many others."""
    groups = [list(term.stems) for term in terms]
    exact = [[stem for stem, worth in term.stems.items() if worth >= MEANS] for term in terms]
    asked = [Question(exact, in_title=True), Question(exact), Question(groups)]
    apart = [part for term in terms for part in (term.parts or [term])]
    if any(term.parts for term in terms):
        spread = [list(part.stems) for part in apart]
        asked += [Question(spread), *(Question([stems], in_title=True) for stems in spread)]
        asked += [Question([list(part.stems) for part in term.parts]) for term in terms if term.parts]
    for narrow, wide in zip(exact, groups, strict=True):
        asked += [Question([narrow], in_title=True), Question([wide], in_title=True)]
    return list({str(question): question for question in asked}.values())


def show(hits: list[Hit], terms: list[Term], with_snippets: bool = True) -> None:
    """Fill in what the list shows of these hits: title and, if wanted, sentence, with the words marked."""
    marker = Marker(terms)
    texts = texts_of(hits) if with_snippets else {}
    for hit in hits:
        hit.title = marker.marked(hit.document.title)
        text, headings = texts.get(hit.document.pk, ("", ""))
        hit.snippet = marker.marked(headings) if hit.kind == "person" else marker.snippet(text)


def texts_of(hits: list[Hit]) -> dict[int, tuple[str, str]]:
    """(beginning of the text, headings) of hits, which the reader may see."""
    start = Substr("text", 1, LOOKED_THROUGH, output_field=TextField())
    rows = SearchDocument.objects.filter(pk__in=[hit.document.pk for hit in hits]).annotate(start=start)
    return {pk: (text, headings) for pk, text, headings in rows.values_list("pk", "start", "headings")}
