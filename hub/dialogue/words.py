"""The plain text of a comment: tidied before it is kept, and cut into pieces, some of them links, to be shown.

Nothing here makes HTML: the template writes each piece, and escapes it as everything else.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from hub.dialogue.models.mentions import AT

ADDRESS = re.compile(r"(?<![\w@/.])(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)
TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")  # marks that would turn round what follows, in names and links too
CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass
class Piece:
    """Some words; with `url`, a link. `rel` says what the browser is to keep to itself when it leads out of the hub."""

    text: str
    url: str = ""
    rel: str = ""
    person: Any = None


def tidy(text: str) -> str:
    """As it is kept: newlines of one kind, at most one empty line in a row, nothing that is not seen."""
    text = TURNED.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()
    return text if any(c.isprintable() and not c.isspace() for c in text) else ""


def pieces(text: str, mentions: list[Any]) -> list[Piece]:
    """The text in order. `mentions` come with their `user`."""
    found: list[Piece] = []
    done = 0
    for start, end, piece in sorted([*_links(text), *_names(text, mentions)], key=lambda cut: cut[0]):
        if start < done:
            continue  # a name within an address
        found += [Piece(text[done:start]), piece]
        done = end
    return [piece for piece in [*found, Piece(text[done:])] if piece.text]


def _links(text: str) -> Iterator[tuple[int, int, Piece]]:
    for match in ADDRESS.finditer(text):
        shown = _without_end(match[0])
        url = shown if "://" in shown else f"https://{shown}"
        if not _leads_somewhere(url):
            continue
        if url == settings.SITE_URL or url.startswith(f"{settings.SITE_URL}/"):
            piece = Piece(shown, url.removeprefix(settings.SITE_URL) or "/")
        else:
            piece = Piece(shown, url, rel="nofollow noopener noreferrer")
        yield match.start(), match.start() + len(shown), piece


def _without_end(address: str) -> str:
    """The address without what belongs to the sentence around it."""
    while address:
        last = address[-1]
        unopened = last in CLOSING and address.count(last) > address.count(CLOSING[last])
        if not (unopened or last in ".,:;!?'’*"):
            break
        address = address[:-1]
    return address


def _leads_somewhere(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return "." in host.strip(".") or host == "localhost"


def _names(text: str, mentions: list[Any]) -> Iterator[tuple[int, int, Piece]]:
    longest_first = sorted(mentions, key=lambda mention: -len(mention.typed))
    for at in AT.finditer(text):
        for mention in longest_first:
            end = at.end() + len(mention.typed)
            if text[at.end() : end].casefold() == mention.typed.casefold() and not text[end : end + 1].isalnum():
                person = mention.user
                url = f"/people/{person.pk}/" if person.is_active else ""
                yield at.start(), end, Piece(f"@{person.name}", url, person=person)
                break
