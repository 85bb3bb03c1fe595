"""The hit in its sentence, with the words marked."""

import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hub.findable.words import WORD, fold, stem
from hub.search.asking import Term

LONGEST = 220  # letters of a snippet
LOOKED_THROUGH = 30_000  # letters of a text; a hit further down is shown without its sentence
_SENTENCE = re.compile(r"[^.!?·\n]+(?:[.!?](?=\s|$)|[.!?](?=\S)[^.!?·\n]*)*[.!?]?")


class Marker:
    """Marks what answers a search. Languages are not told apart: a word is marked when any of its stems answers."""

    def __init__(self, terms: list[Term]) -> None:
        self.stems = {
            each: (number, worth)
            for number, term in enumerate(terms)
            for said in (*term.parts, term)
            for each, worth in said.stems.items()
        }

    def hits(self, text: str) -> list[tuple[int, int, int, float]]:
        """(start, end, number of the term, worth) of each word that answers."""
        found = []
        for word in WORD.finditer(text):
            for cut in _stems(word[0]):
                if cut in self.stems:
                    found.append((*word.span(), *self.stems[cut]))
                    break
        return found

    def marked(self, text: str) -> SafeString:
        parts, at = [], 0
        for start, end, _number, _worth in self.hits(text):
            parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
        return mark_safe("".join([*parts, escape(text[at:])]))  # every piece is escaped above

    def snippet(self, text: str) -> SafeString:
        """The sentence that answers best, or the beginning of the text."""
        text = text[:LOOKED_THROUGH]
        hits = self.hits(text)
        if not hits:
            return self.marked(_cut(text, 0, len(text), 0))
        best, (start, end) = 0.0, (0, 0)
        for sentence in _SENTENCE.finditer(text):
            within = [hit for hit in hits if sentence.start() <= hit[0] < sentence.end()]
            worth = sum({hit[2]: hit[3] for hit in sorted(within, key=lambda hit: hit[3])}.values())
            if worth > best:
                best, (start, end) = worth, sentence.span()
        first = next((hit[0] for hit in hits if start <= hit[0] < end), start)
        return self.marked(_cut(text, start, end, first))


@lru_cache(maxsize=50_000)
def _stems(word: str) -> tuple[str, ...]:
    folded = fold(word)
    return tuple(dict.fromkeys((stem(folded), stem(folded, "en"))))


def _cut(text: str, start: int, end: int, must: int) -> str:
    """A sentence, or the part of a long one in which `must` stands."""
    while start < end and text[start].isspace():
        start += 1
    if end - start <= LONGEST:
        return text[start:end].strip()
    begin = start if must - start < LONGEST // 2 else text.find(" ", must - LONGEST // 3, must) + 1 or must
    stop = min(end, begin + LONGEST)
    if stop < end:
        stop = max(text.rfind(" ", begin, stop), begin + 1)
    return ("… " if begin > start else "") + text[begin:stop].strip() + (" …" if stop < end else "")
