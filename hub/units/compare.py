"""Two texts side by side, readably: which blocks came and went, and within a block which words."""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import groupby

from django.utils.translation import gettext as _

from hub import richtext

BLOCKS = {"p", "h2", "h3", "h4", "li", "tr", "blockquote", "figcaption", "img", "hr"}
SAME, GONE, NEW = "same", "gone", "new"
# Where the same words stand again and again, finding out which is which takes time with the square of their number, or
# worse. What lies between the first and the last difference is then shown as written anew.
LOOKS_MOST = 10  # at the other text, for each word or block
PATIENCE = 8_000_000  # pairs of words or blocks that are held against each other in all
PAIRED_MOST = 1_000  # blocks written anew in one place
SHOWN_MOST = 3_000  # blocks; of a text with more, neighbours that fared alike are shown as one


@dataclass
class Block:
    """A paragraph, heading, list item, table row or picture: its kind, and its words as (same/gone/new, text)."""

    kind: str
    parts: list[tuple[str, str]]

    @property
    def change(self) -> str:
        kinds = {kind for kind, _text in self.parts}
        return kinds.pop() if len(kinds) == 1 else "changed"


class _Patience:
    """How many more pairs may be held against each other in one comparison."""

    def __init__(self) -> None:
        self.left = PATIENCE

    def reaches(self, gone: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
        """Whether it is enough for these two; then so much of it is used up."""
        often = Counter(new)
        if sum(often[one] for one in gone) > LOOKS_MOST * (len(gone) + len(new) + 100):
            return False
        if len(gone) * len(new) > self.left:
            return False
        self.left -= len(gone) * len(new)
        return True


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
    patience = _Patience()
    for is_same, a, b, c, d in _steps(before, after, patience):
        if is_same:
            shown += [Block(kind, [(SAME, text)]) for kind, text in after[c:d]]
        else:
            shown += _paired(before[a:b], after[c:d], patience)
    return shown if len(shown) <= SHOWN_MOST else _joined(shown)


def _joined(shown: list[Block]) -> list[Block]:
    found: list[Block] = []
    for change, neighbours in groupby(shown, key=lambda block: block.change):
        alike = list(neighbours)
        if change == "changed":
            found += alike
        else:
            found.append(Block("p", [(change, " · ".join(text for block in alike for _kind, text in block.parts))]))
    return found


Step = tuple[bool, int, int, int, int]


def _steps(before: Sequence[Hashable], after: Sequence[Hashable], patience: _Patience) -> Iterator[Step]:
    """(whether it is the same, from and to in `before`, from and to in `after`), in order. Quick whatever they are."""
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - start
    tail = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    gone, new = before[start : len(before) - tail], after[start : len(after) - tail]
    if start:
        yield True, 0, start, 0, start
    if not gone or not new or not patience.reaches(gone, new):
        yield False, start, start + len(gone), start, start + len(new)
    else:
        for change, a, b, c, d in SequenceMatcher(a=gone, b=new, autojunk=False).get_opcodes():
            yield change == "equal", start + a, start + b, start + c, start + d
    if tail:
        yield True, len(before) - tail, len(before), len(after) - tail, len(after)


def _paired(gone: list[tuple[str, str]], new: list[tuple[str, str]], patience: _Patience) -> list[Block]:
    """Blocks that were written over, each beside the one it became; those without likeness stand alone."""
    shown: list[Block] = []
    while gone and new and len(gone) + len(new) <= PAIRED_MOST:
        if _alike(gone[0][1], new[0][1]):
            shown.append(Block(new[0][0], _words(gone[0][1], new[0][1], patience)))
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
    """Whether so many of the words are in both that one was probably made from the other."""
    before, after = Counter(old.split()), Counter(new.split())
    return 2 * (before & after).total() > 0.3 * (before.total() + after.total())


def _words(old: str, new: str, patience: _Patience) -> list[tuple[str, str]]:
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    plain = [word.strip() for word in before], [word.strip() for word in after]
    parts: list[tuple[str, str]] = []
    for is_same, a, b, c, d in _steps(plain[0], plain[1], patience):
        if is_same:
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
    for is_same, a, b, c, d in _steps(before, after, _Patience()):
        both += before[a:b] if is_same else before[a:b] + after[c:d]
    return richtext.clean("".join(both))
