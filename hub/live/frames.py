"""What is written to browsers: one line of JSON each, made once and sent to all.

{"s": "room/7", "n": 42, "k": "message", "e": "message-9", "h": "<article>..."}    a change, with its new look
{"s": "municipality/1", "n": 12, "k": "notice", "w": 2.0}    ask for your own page, within two seconds
{"at": {"room/7": 42}}     you have it all, up to here
{"reload": "room/7"}       too much is missing: a fresh page is cheaper
{"beat": "live"}           the connection is alive ("slow": other nodes are heard by polling only)
"""

import json
from typing import Any, NamedTuple

from hub.live.models import ANY

MOST_WAIT = 10.0  # seconds over which those who ask for their page are spread
ASKING_TIME = 0.004  # seconds of the server for each of them, roughly


class Row(NamedTuple):
    """An event as the feed reads it."""

    number: int
    what: str
    subject: str
    fragments: dict[str, str]
    is_superseded: bool


def packed(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


class Frame:
    """One change as text, in each language that somebody listens in."""

    __slots__ = ("_texts", "name", "row", "wait")

    def __init__(self, name: str, row: Row, listeners: int = 1) -> None:
        self.name, self.row = name, row
        # When all ask at once, pages of others wait; one alone asks at once.
        self.wait = min(MOST_WAIT, listeners * ASKING_TIME) if listeners > 10 and not row.fragments else 0.0
        self._texts: dict[str, str] = {}

    def text(self, language: str) -> str:
        found = self._texts.get(language)
        if found is None:
            found = self._texts[language] = packed(self.message(language))
        return found

    def message(self, language: str) -> dict[str, Any]:
        row = self.row
        told: dict[str, Any] = {"s": self.name, "n": row.number, "k": row.what}
        if row.subject:
            told["e"] = row.subject
        looks = row.fragments
        if looks:
            told["h"] = looks.get(language) or looks.get(ANY) or next(iter(looks.values()))
        elif self.wait:
            told["w"] = round(self.wait, 2)
        return told
