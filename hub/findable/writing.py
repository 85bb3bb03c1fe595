"""Brings what has changed into the index, and builds it anew."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F

from hub.findable.models import IndexState, Mark, SearchDocument, Word
from hub.findable.sources import Said, Source, registered
from hub.findable.words import once, stem, stems, words

VERSION = 3  # grows with another way of reading words, or another kind of things: then every index is built anew
AT_ONCE = 200  # documents of one transaction
LONGEST_TEXT = 200_000  # letters of one thing


@transaction.atomic
def bring_in(slow: bool = True, most: int = AT_ONCE) -> int:
    """Read anew what is marked, the oldest marks first; without `slow`, not what only the worker reads. How many."""
    IndexState.hold()
    left_out = [] if slow else [source.kind for source in registered.values() if source.by_worker]
    marks = list(Mark.objects.exclude(kind__in=left_out).order_by("pk")[:most])
    keys: dict[str, set[int]] = {}
    for mark in marks:
        keys.setdefault(mark.kind, set()).add(mark.key)
    for kind, marked in keys.items():
        if kind in registered:
            write(registered[kind], sorted(marked))
    Mark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return len(marks)


def rebuild() -> int:
    """Read everything anew, a piece at a time, so that people can write and search meanwhile. How many documents."""
    waiting = list(Mark.objects.values_list("pk", flat=True))
    SearchDocument.objects.exclude(kind__in=registered).delete()
    for source in registered.values():
        there = set(source.keys())
        stale = set(SearchDocument.objects.filter(kind=source.kind).values_list("key", flat=True)) - there
        for piece in pieces(sorted(there | stale)):
            with transaction.atomic():
                IndexState.hold()
                write(source, piece)
    Word.objects.filter(documents__lte=0).delete()
    for piece in pieces(waiting):
        Mark.objects.filter(pk__in=piece).delete()
    IndexState.objects.update_or_create(pk=1, defaults={"version": VERSION})
    return SearchDocument.objects.count()


def is_old() -> bool:
    """Whether the index was never built, or with another way of reading words."""
    return not IndexState.objects.filter(pk=1, version=VERSION).exists()


def write(source: Source, keys: list[int]) -> None:
    """Put what these things say now in the place of what they said. The index's turn is held."""
    change: Counter[tuple[str, str]] = Counter()
    before = SearchDocument.objects.filter(kind=source.kind, key__in=keys)
    for document in before.only("title", "headings", "text", "language"):
        change.subtract(spellings(document))
    made = [document_of(source, said) for said in source.say(keys)]
    for document in made:
        change.update(spellings(document))
    before.delete()
    SearchDocument.objects.bulk_create(made, batch_size=100)
    count(change)


def document_of(source: Source, said: Said) -> SearchDocument:
    text, headings = said.text[:LONGEST_TEXT].replace("\0", ""), said.headings[:10_000].replace("\0", "")
    title = said.title.replace("\0", "")[:300]
    return SearchDocument(
        kind=source.kind, key=said.key, url=said.url[:400], language=said.language, title=title, headings=headings,
        text=text, unit=said.unit, at=said.at, due_on=said.due_on,
        title_stems=once(stems(words(title), said.language)),
        heading_stems=once(stems(words(headings), said.language)),
        body_stems=once(stems(words(text), said.language)),
    )  # fmt: skip


def spellings(document: SearchDocument) -> set[tuple[str, str]]:
    """(word, stem) of every word that stands in a document."""
    spelled = set(words(f"{document.title} {document.headings} {document.text}"))
    return {(word, stem(word, document.language)) for word in spelled}


def count(change: Counter[tuple[str, str]]) -> None:
    """In how many documents words stand, after a change of some."""
    changed = {pair: by for pair, by in change.items() if by}
    new = [Word(word=word, stem=cut, reverse=cut[::-1]) for (word, cut), by in changed.items() if by > 0]
    Word.objects.bulk_create(new, batch_size=200, ignore_conflicts=True)
    by_change: dict[int, list[str]] = {}
    for (word, cut), by in changed.items():
        by_change.setdefault(by, []).append(f"{word} {cut}")
    for by, pairs in by_change.items():
        for piece in pieces(pairs):
            held = Word.objects.filter(word__in=[pair.split()[0] for pair in piece]).values_list("pk", "word", "stem")
            chosen = set(piece)
            mine = [pk for pk, word, cut in held if f"{word} {cut}" in chosen]
            Word.objects.filter(pk__in=mine).update(documents=F("documents") + by)


def pieces(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while piece := list(islice(rest, AT_ONCE)):
        yield piece
