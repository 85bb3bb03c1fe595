"""What somebody typed, and what else they may have meant by it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, Sum
from django.db.models.functions import Length

from hub.findable.models import Word
from hub.findable.words import STOP_WORDS, stem, words
from hub.search.models import WordGroup

MOST_WORDS = 6
SHORTEST = 2  # letters of what is searched for
EXACT, MEANS, ENDS, BEGINS, SLIP = 1.0, 0.9, 0.5, 0.35, 0.6  # how much a way of standing there counts
SPREAD = 25  # other words for one of these reasons
LAST = "\U0010ffff"


@dataclass
class Term:
    """One word that was asked for: the stems that answer it, and how well each does."""

    word: str
    stems: dict[str, float] = field(default_factory=dict)
    rarity: float = 1.0

    def __post_init__(self) -> None:
        self.add([stem(self.word), stem(self.word, "en")], EXACT)

    def add(self, stems: Iterable[str], worth: float) -> None:
        for each in stems:
            self.stems[each] = max(worth, self.stems.get(each, 0))

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
    """Add what means the same, and the compounds that the words begin and end; three queries and one for each word."""
    mean_the_same(terms)
    for term in terms:
        begins, ends = compounds(term, is_last=term is terms[-1])
        term.add(ends, ENDS)
        term.add(begins, BEGINS)


def mean_the_same(terms: list[Term]) -> None:
    asked = {term.stem for term in terms}
    for listed in WordGroup.objects.values_list("keys", flat=True):
        keys = listed.strip(",").split(",")
        for key in keys:
            parts = set(key.split())
            if parts <= asked:
                for term in terms:
                    if term.stem in parts:
                        term.add([other for other in keys if " " not in other and other != key], MEANS)


def compounds(term: Term, is_last: bool) -> tuple[list[str], list[str]]:
    """(stems of words that begin with it, stems that end with it); the last word may still be being typed."""
    start, end = min(term.word, term.stem, key=len), term.stem[::-1]
    like = Q(pk__in=[])
    if len(start) >= 4 or is_last:
        like |= Q(word__gte=start, word__lt=start + LAST)
    if len(end) >= 4:
        like |= Q(reverse__gte=end, reverse__lt=end + LAST)
    found = Word.objects.filter(like, documents__gt=0).exclude(stem=term.stem).order_by("-documents", "word")
    rows = list(found.values_list("word", "stem")[: 4 * SPREAD])
    begins = [cut for word, cut in rows if word.startswith(start)]
    ends = [cut for _word, cut in rows if cut.endswith(term.stem)]
    return list(dict.fromkeys(begins))[:SPREAD], list(dict.fromkeys(ends))[:SPREAD]


def weigh(terms: list[Term]) -> None:
    """How rare each word is: a word that few documents hold says more than one that stands everywhere."""
    asked = {each for term in terms for each, worth in term.stems.items() if worth >= MEANS}
    rows = Word.objects.filter(stem__in=asked).values("stem").annotate(n=Sum("documents")).values_list("stem", "n")
    held = dict(rows)
    for term in terms:
        count = sum(held.get(each, 0) for each, worth in term.stems.items() if worth >= MEANS)
        term.rarity = 1 / (1 + count / 200) ** 0.5 + 0.15


# When a word has found nothing


def mend(terms: list[Term]) -> list[Term]:
    """The terms anew: with words one slip away, and long words taken apart."""
    mended: list[Term] = []
    for term in terms:
        slips = set(one_slip_away(term)) if is_spelled(term.word) else set()
        if slips:
            term.add(slips, SLIP)
            mended.append(term)
        else:
            mended += parts_of(term) or [term]
    return mended


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
        if is_slip(is_cut, cut) or is_slip(word, term.word)
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


def parts_of(term: Term) -> list[Term]:
    """A compound that stands nowhere, as two words that do: "vaktbytte" as "vakt" and "bytte"."""
    splits = []
    for at in range(3, len(term.word) - 2):
        start, end = term.word[:at], term.word[at:]
        splits += [(start, end)] + ([(start[:-1], end)] if start[-1] in "se" and at > 3 else [])
    asked = {stem(part) for split in splits for part in split}
    there = set(Word.objects.filter(stem__in=asked, documents__gt=0).values_list("stem", flat=True)) if asked else set()
    known = [split for split in splits if stem(split[0]) in there and stem(split[1]) in there]
    best = max(known, key=lambda split: min(map(len, split)), default=None)
    return [Term(part) for part in best] if best else []
