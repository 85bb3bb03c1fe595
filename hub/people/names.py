"""How names are sorted and found in Norway: Æ, Ø, Å last, "aa" beside "å", and any way of typing a name finds it."""

import unicodedata
from itertools import islice, product
from typing import Any

from django.db import models
from django.db.models import Q

_LAST = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_OWN = {"å": "å", "ø": "ø", "ö": "ø", "æ": "æ", "ä": "æ"}  # letters of their own, and what a neighbour writes for them
_PLAIN = {"å": "a", "ø": "o", "ö": "o", "æ": "ae", "ä": "a"}  # what a foreign keyboard has for them
_OTHER = {"đ": "d", "ð": "d", "ł": "l", "ß": "ss", "þ": "th", "ŋ": "n", "ŧ": "t", "ı": "i"}
_WAYS = {"å": ("å", "aa"), "ø": ("ø", "oe"), "æ": ("æ", "ae"), "aa": ("aa", "å"), "oe": ("oe", "ø"), "ae": ("ae", "æ")}
_MOST_WAYS = 16  # of one word; a name with more than four such letters is found by its first four


class SortKeyField(models.CharField):
    """A column that sorts by byte on every database, whatever language the server was set up for."""

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        return parameters | {"collation": "C"} if connection.vendor == "postgresql" else parameters


def sort_key(text: str, longest: int = 200) -> str:
    """A key whose byte order is Norwegian order. The characters { | } follow z in ASCII.

    "aa" sorts as å, as Norwegian names do (Aas beside Ås).
    """
    lowered = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    return "".join(c if c in _OWN else _simple(c) for c in lowered).translate(_LAST)[:longest]


def _bare(character: str) -> str:
    """The letter without its accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))


def search_key(text: str, longest: int = 500) -> str:
    """What is kept to be searched in: the letters without their marks, and once more with æ, ø, å if there are any.

    It is made letter by letter, so any part of a name occurs in the key of the name; see `ways` for the other side.
    """
    lowered = unicodedata.normalize("NFC", text).casefold()
    plain = "".join(_PLAIN.get(c) or _simple(c) for c in lowered)
    own = "".join(_OWN.get(c) or _simple(c) for c in lowered)
    return (plain if plain == own else f"{plain} {own}")[:longest]


def _simple(character: str) -> str:
    return "".join(_OTHER.get(c, c) for c in _bare(character))


def ways(word: str) -> list[str]:
    """What to look for in search keys when somebody typed `word`: Ås, Aas and As; Bjørn, Bjoern, Björn and Bjorn."""
    parts = [_WAYS.get(part, (part,)) for part in _letters(word)]
    return ["".join(way) for way in islice(product(*parts), _MOST_WAYS)]


def named_like(word: str, prefix: str = "") -> Q:
    """Rows whose `search_key` (over the relation `prefix`) holds the word, typed in any way."""
    like = Q(pk__in=[])
    for way in ways(word):
        like |= Q(**{f"{prefix}search_key__contains": way})
    return like


def _letters(word: str) -> list[str]:
    """The letters of a word, with "aa", "ae" and "oe" kept together."""
    letters: list[str] = []
    for typed in unicodedata.normalize("NFC", word).casefold():
        letter = _OWN.get(typed) or _simple(typed)
        if letters and letters[-1] + letter in _WAYS:
            letters[-1] += letter
        else:
            letters.append(letter)
    return letters
