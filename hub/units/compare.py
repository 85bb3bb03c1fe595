"""Two texts side by side, readably: which blocks came and went, and within a block which words."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from hub import richtext

BLOCKS = {"p", "h2", "h3", "h4", "li", "tr", "blockquote", "figcaption", "img", "hr"}
SAME, GONE, NEW = "same", "gone", "new"


@dataclass
class Block:
    """A paragraph, heading, list item, table row or picture: its kind, and its words as (same/gone/new, text)."""

    kind: str
    parts: list[tuple[str, str]]

    @property
    def change(self) -> str:
        kinds = {kind for kind, _text in self.parts}
        return kinds.pop() if len(kinds) == 1 else "changed"


class _Blocks(HTMLParser):
    """Cuts a cleaned text into (kind, words)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.kind, self.words, self.boxed, self.links = "p", "", "", [""]
        self.feed(html)
        self.close()
        self.end()

    def end(self) -> None:
        words = re.sub(r"\s+", " ", self.words).strip(" |")
        if words:
            self.found.append((self.kind, f"{self.boxed}{words}"))
        self.kind, self.words = "p", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in BLOCKS and not (tag == "p" and self.kind in ("li", "tr", "blockquote")):
            self.end()
            self.kind = tag
        if tag == "br":
            self.words += " "
        elif tag == "img":
            self.words = _("[Picture: %(alt)s]") % {"alt": values.get("alt") or _("without a description")}
            self.end()
        elif tag == "aside":
            self.end()
            self.boxed = _("Info box: ")
        elif tag == "a":
            self.links.append(values.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and len(self.links) > 1:
            address = self.links.pop()
            self.words += f" ({address})" if address else ""
        if tag in ("td", "th"):
            self.words += " | "
        if tag == "aside":
            self.end()
            self.boxed = ""
        if tag in BLOCKS and tag == self.kind:
            self.end()

    def handle_data(self, data: str) -> None:
        self.words += data


def blocks(html: str) -> list[tuple[str, str]]:
    return _Blocks(richtext.clean(html)).found


def compared(old: str, new: str) -> list[Block]:
    """Every block of both texts in reading order, with what is gone and what is new marked word by word."""
    before, after = blocks(old), blocks(new)
    shown: list[Block] = []
    for change, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if change == "equal":
            shown += [Block(kind, [(SAME, text)]) for kind, text in after[c:d]]
        else:
            shown += _paired(before[a:b], after[c:d])
    return shown


def _paired(gone: list[tuple[str, str]], new: list[tuple[str, str]]) -> list[Block]:
    """Blocks that were written over, each beside the one it became; those without likeness stand alone."""
    shown: list[Block] = []
    while gone and new:
        if _alike(gone[0][1], new[0][1]):
            shown.append(Block(new[0][0], _words(gone[0][1], new[0][1])))
            gone, new = gone[1:], new[1:]
        elif any(_alike(gone[0][1], text) for _kind, text in new[1:4]):
            shown.append(Block(new[0][0], [(NEW, new[0][1])]))
            new = new[1:]
        else:
            shown.append(Block(gone[0][0], [(GONE, gone[0][1])]))
            gone = gone[1:]
    shown += [Block(kind, [(GONE, text)]) for kind, text in gone]
    return shown + [Block(kind, [(NEW, text)]) for kind, text in new]


def _alike(old: str, new: str) -> bool:
    return SequenceMatcher(a=old.split(), b=new.split(), autojunk=False).ratio() > 0.3


def _words(old: str, new: str) -> list[tuple[str, str]]:
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    plain = [word.strip() for word in before], [word.strip() for word in after]
    parts: list[tuple[str, str]] = []
    for change, a, b, c, d in SequenceMatcher(a=plain[0], b=plain[1], autojunk=False).get_opcodes():
        if change == "equal":
            parts.append((SAME, "".join(after[c:d])))
            continue
        parts += [(GONE, "".join(before[a:b]))] if b > a else []
        parts += [(NEW, "".join(after[c:d]))] if d > c else []
    return parts


_ELEMENT = re.compile(r'<(/?)([a-z0-9]+)(?:\s+[\w-]+(?:="[^"]*")?)*\s*/?>')
_ALONE = {"br", "img", "hr"}


def _outermost(html: str) -> list[str]:
    """A cleaned text cut between its outermost elements, each whole."""
    parts, depth, start = [], 0, 0
    for found in _ELEMENT.finditer(html):
        closes, tag = bool(found[1]), found[2]
        if depth == 0 and not closes and found.start() > start:
            parts.append(html[start : found.start()])
            start = found.start()
        depth += 0 if tag in _ALONE else -1 if closes else 1
        if depth == 0:
            parts.append(html[start : found.end()])
            start = found.end()
    return [part for part in [*parts, html[start:]] if part]


def merged(theirs: str, mine: str) -> str:
    """Both texts in one, for the writer to settle: what is alike once, then theirs before mine where they part.

    Nothing of either is left out.
    """
    before, after = _outermost(richtext.clean(theirs)), _outermost(richtext.clean(mine))
    both: list[str] = []
    for change, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        both += before[a:b] if change == "equal" else before[a:b] + after[c:d]
    return richtext.clean("".join(both))
