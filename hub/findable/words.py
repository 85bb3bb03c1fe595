"""Words as the index holds them: folded (å as aa, ø as oe, æ as ae, no accents), and cut to their stems."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

LONGEST = 60  # letters; what is longer is no word
WORD = re.compile(r"[^\W_]+")
_FOLDS = {"å": "aa", "æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "đ": "d", "ð": "d", "ł": "l", "ß": "ss", "þ": "th"}
_FOLD = str.maketrans(_FOLDS)
# Bokmål and nynorsk share the stemmer; what differs beyond endings is a matter of synonyms.
_ALGORITHMS = {"nb": "norwegian", "nn": "norwegian", "en": "english"}
_LITTLE = """
og i jeg det at en et den til er som på de med han av ikke ikkje der så var meg seg men ett har om vi min mitt
ha hadde hun nå over da ved fra du ut sin dem oss opp man kan hans hvor hvordan eller hva skal selv her alle
vil bli ble blitt kunne inn når være kom noen noe ville dere som deres kun ja etter ned skulle denne for deg
si sine sitt mot å meget hvorfor dette disse uten hvem hvilken hvilke din ditt mine blir får fikk må eg ein
eit dei ho me kva korleis kvar kven kvifor vere vert nokon noko frå ikring då når the a an and or of to in is
are on at for how do i my we what who where when can does with be it
"""


def fold(text: str) -> str:
    """Small letters without marks; å, æ and ø as those write them who have no such keys."""
    small = unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)
    bare = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return bare if bare.isascii() or bare == text else fold(bare)  # what was under the marks may have had its own


STOP_WORDS = frozenset(fold(word) for word in _LITTLE.split())


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word for word in WORD.findall(fold(text)) if len(word) <= LONGEST]


@lru_cache(maxsize=50_000)
def stem(word: str, language: str = "nb") -> str:
    """The stem of a folded word."""
    return _cut(word, _ALGORITHMS.get(language, "norwegian"))


def _cut(word: str, algorithm: str) -> str:
    # A stemmer keeps the word it works on in itself, so each call has its own: pages are made by several threads.
    return word if word.isdigit() else snowballstemmer.stemmer(algorithm).stemWord(word)


def stems(folded: Iterable[str], language: str = "nb") -> list[str]:
    return [stem(word, language) for word in folded]


def once(terms: Iterable[str]) -> str:
    """Each term once, with a space on both sides, so that ` term ` can be looked for."""
    return f" {' '.join(dict.fromkeys(terms))} "
