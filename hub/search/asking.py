"""What somebody typed, and what else they may have meant by it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length

from hub.database.written import written_once
from hub.findable.models import LAST, Word, documents_of, stretches
from hub.findable.words import STOP_WORDS, stem, words
from hub.search.models import WordGroup

MOST_WORDS = 6
SHORTEST = 2  # letters of what is searched for
EXACT, MEANS, ENDS, BEGINS, SLIP = 1.0, 0.9, 0.5, 0.35, 0.6  # how much a way of standing there counts
SHORT_STEM = 4  # letters; one slip in what is left of a word makes quite another of it
SHORTEST_PART = 3  # letters of a part of a compound
SPREAD = 25  # other words for one of these reasons


@dataclass
class Term:
    """One word that was asked for: the stems that answer it, and how well each does."""

    word: str
    stems: dict[str, float] = field(default_factory=dict)
    rarity: float = 1.0
    by_worth: list[tuple[str, float]] = field(default_factory=list)  # the same stems, the best first
    parts: list["Term"] = field(default_factory=list)  # of a compound that stands almost nowhere

    def __post_init__(self) -> None:
        self.add([stem(self.word), stem(self.word, "en")], EXACT)

    def add(self, stems: Iterable[str], worth: float) -> None:
        for each in stems:
            self.stems[each] = max(worth, self.stems.get(each, 0))
        self.by_worth = sorted(self.stems.items(), key=lambda pair: -pair[1])

    @property
    def stem(self) -> str:
        return stem(self.word)


def terms_of(phrase: str) -> list[Term]:
    """The words that count, or all when none does. Nothing for less than two letters."""
    folded = list(dict.fromkeys(words(phrase)))
    counting = [word for word in folded if word not in STOP_WORDS] or folded
    if sum(map(len, counting)) < SHORTEST:
        return []
    return [Term(word) for word in counting[:MOST_WORDS]]


def widen(terms: list[Term]) -> None:
    """Add what means the same, and the compounds that the words begin and end; the last may still be being typed."""
    mean_the_same([terms])
    asked = []
    for term in terms:
        start, end = min(term.word, term.stem, key=len), term.stem[::-1]
        if len(start) > SHORT_STEM or term is terms[-1]:
            asked.append((term, BEGINS, ("word", start, term.stem)))
        if len(end) >= 4 and not end.isdigit():
            asked.append((term, ENDS, ("reverse", end, term.stem)))
        same = [each for each, worth in term.stems.items() if worth == MEANS and len(each) > SHORT_STEM]
        asked += [(term, BEGINS * MEANS, ("word", each, each)) for each in same]
    for (term, worth, _stretch), found in zip(asked, stretches([each[2] for each in asked], SPREAD), strict=True):
        term.add([cut for _word, cut in found], worth)
    write_together(terms)


def write_together(terms: list[Term]) -> None:
    """Compounds are often written apart: "jule turnus" means what "juleturnus" says."""
    for one, other in pairwise(terms):
        together = [stem(one.word + other.word)]
        one.add(together, MEANS)
        other.add(together, MEANS)


@written_once
def word_groups() -> Any:
    return WordGroup.objects.order_by().values_list("keys")


def mean_the_same(phrases: list[list[Term]]) -> None:
    """Add to the terms of each phrase what is listed as meaning the same. One query; none where nothing is asked."""
    asked = [(terms, {term.stem for term in terms}) for terms in phrases if terms]
    groups = [listed.strip(",").split(",") for (listed,) in word_groups()] if asked else []
    for (terms, stems), keys in product(asked, groups):
        for key in keys:
            parts = set(key.split())
            if parts <= stems:
                for term in terms:
                    if term.stem in parts:
                        term.add([other for other in keys if " " not in other and other != key], MEANS)


def weigh(terms: list[Term]) -> None:
    """How rare each word is: a word that few documents hold says more than one that stands everywhere."""
    asked = {each for term in terms for each, worth in term.stems.items() if worth >= MEANS}
    held = documents_of(asked)
    for term in terms:
        count = sum(held.get(each, 0) for each, worth in term.stems.items() if worth >= MEANS)
        term.rarity = 1 / (1 + count / 200) ** 0.5 + 0.15


# When a word has found nothing, or almost nothing


def mend(lost: list[Term], weak: list[Term]) -> bool:
    """Add words one slip away to what stands nowhere, and to that and what hardly does, what its parts say.

    Whether anything was added.
    """
    for term in lost:
        if is_spelled(term.word):
            term.add(one_slip_away(term), SLIP)
    take_apart([term for term in weak if SLIP not in term.stems.values()], lost)
    return any(term.parts or SLIP in term.stems.values() for term in weak)


def is_spelled(word: str) -> bool:
    """Numbers and codes are not misspelled: another one is another thing."""
    return len(word) >= 4 and word.isalpha()


def one_slip_away(term: Term) -> list[str]:
    """Stems that differ by one letter: added, left out, another, or two that changed places.

    With one slip, one half of the word is right, or the two letters in the middle have changed places.
    """
    cut = term.stem if len(term.stem) >= 4 else term.word
    half = len(cut) // 2
    first, last = cut[:half], cut[half:][::-1]
    turned = cut[: half - 1] + cut[half] + cut[half - 1] + cut[half + 1 :]
    near = Q(word__gte=first, word__lt=first + LAST) | Q(reverse__gte=last, reverse__lt=last + LAST) | Q(stem=turned)
    rows = Word.objects.filter(near, documents__gt=0).alias(n=Length("stem"))
    rows = rows.filter(n__gte=len(cut) - 2, n__lte=len(cut) + 2)
    found = [
        (-documents, is_cut)
        for word, is_cut, documents in rows.values_list("word", "stem", "documents")[:4000]
        if (len(cut) > SHORT_STEM and is_slip(is_cut, cut)) or is_slip(word, term.word)
    ]
    return list(dict.fromkeys(is_cut for _documents, is_cut in sorted(found)))[:SPREAD]


def is_slip(one: str, other: str) -> bool:
    """Whether one slip makes the one word into the other."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or short == long:
        return False
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]


def take_apart(terms: list[Term], by_one: list[Term]) -> None:
    """Compounds as the two words that they are made of: "vaktbytte" as "vakt" and "bytte"; one query.

    Those of `by_one` are asked for by the one part that is known, if only one is.
    """
    splits = {term.word: splits_of(term.word) for term in terms if len(term.word) > 2 * SHORTEST_PART}
    asked = {stem(part) for pairs in splits.values() for pair in pairs for part in pair}
    there = documents_of(asked) if asked else {}
    for term in terms:
        pairs = splits.get(term.word, [])
        known = [pair for pair in pairs if all(there.get(stem(part)) for part in pair)]
        best: Iterable[str] = max(known, key=lambda pair: min(map(len, pair)), default=())
        if not best and term in by_one:
            single = {part for pair in pairs for part in pair if len(part) > SHORTEST_PART and there.get(stem(part))}
            best = sorted(single, key=lambda part: (-len(part), part))[:1]
        term.parts = [Term(part) for part in best]
    mean_the_same([term.parts for term in terms])


def splits_of(word: str) -> list[tuple[str, str]]:
    """Every way to take a word apart, with and without the letter that may bind the two."""
    if not word.isalpha():
        return []
    splits = []
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        start, end = word[:at], word[at:]
        splits += [(start, end)] + ([(start[:-1], end)] if start[-1] in "se" and at > SHORTEST_PART else [])
    return [pair for pair in splits if not STOP_WORDS.intersection(pair)]
