"""Norwegian order of words: å after ø after æ after z, and "aa" counts as å.

For lists that the database sorts itself: `order_by(Collate("name", "nb"))` on SQLite. Python code that sorts or
stores a sorting column calls `sort_key`.
"""

import unicodedata
from functools import lru_cache

# The three last letters, the neighbours' letters that sort with them, and the few that have no base letter.
_LETTERS = str.maketrans(
    {"æ": "z\ue001", "ä": "z\ue001", "ø": "z\ue002", "ö": "z\ue002", "å": "z\ue003", "ü": "y",
     "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
)  # fmt: skip


@lru_cache(maxsize=8192)
def sort_key(text: str) -> str:
    """A string that sorts by code point as `text` sorts in a Norwegian list; capitals and accents do not count."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("aa", "å").translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def compare(one: str, other: str) -> int:
    """-1, 0 or 1; texts that only differ in capitals or accents are told apart at last, so that the order is fixed."""
    a, b = (sort_key(one), one), (sort_key(other), other)
    return (a > b) - (a < b)
