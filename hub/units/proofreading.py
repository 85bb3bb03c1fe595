"""What reading a text tells of it: pictures without words, headings that skip, heavy reading, and its links."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

HEAVY = 50  # LIX from which a text reads heavily
SHORTEST = 100  # words of a text that is weighed; below it one long name decides
LONG_WORD = 6  # letters; a longer word is a long one
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STOP = re.compile(r"[.!?:]+(?=\s|$)")
_ENDS = {"p", "li", "h2", "h3", "h4", "td", "th", "br", "blockquote", "figcaption", "aside"}


class Finding(NamedTuple):
    kind: str  # "picture", "heading" or "heavy"
    said: str = ""  # which picture or heading
    number: int = 0  # how many pictures, or the LIX


class _Reading(HTMLParser):
    """Pictures, headings and links in order, and the words with a full stop after each block."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bare_pictures = 0
        self.headings: list[tuple[int, str]] = []
        self.links: dict[str, str] = {}  # address: the words that are pressed
        self.link = ""
        self.words: list[str] = []
        self.in_heading = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img" and not given.get("alt", "").strip():
            self.bare_pictures += 1
        if tag == "a" and given.get("href", "").strip():
            self.link = given["href"].strip()
            self.links.setdefault(self.link, "")
        if tag in ("h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))
            self.in_heading = True
        if tag in _ENDS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.link = ""
        if tag in ("h2", "h3", "h4"):
            self.in_heading = False
        if tag in _ENDS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.link:
            self.links[self.link] += data
        if self.in_heading:
            level, text = self.headings[-1]
            self.headings[-1] = (level, f"{text}{data}")


def lix(text: str) -> tuple[int, int]:
    """(LIX, words) of a text in which each line is a sentence or more.

    Läsbarhetsindex = words / sentences + 100 * words of more than six letters / words: C.H. Björnsson, "Läsbarhet",
    Stockholm 1968. About 30 is easy, 40 to 50 a newspaper, 50 to 60 official prose, above 60 heavy even for those.
    A sentence ends with . ! ? or : as in the book, and with its paragraph, list item or cell besides.
    """
    words = _WORD.findall(text)
    sentences = sum(max(1, len(_STOP.findall(line.strip()))) for line in text.splitlines() if _WORD.search(line))
    if not words:
        return 0, 0
    long_words = sum(len(word) > LONG_WORD for word in words)
    return round(len(words) / sentences + 100 * long_words / len(words)), len(words)


def findings(html: str) -> list[Finding]:
    """What is worth mending in a text, at most one of each kind."""
    read = _Reading(html)
    found = []
    if read.bare_pictures:
        found.append(Finding("picture", number=read.bare_pictures))
    if (skipped := _skipped(read.headings)) is not None:
        found.append(Finding("heading", skipped[:200]))
    weight, words = lix("".join(read.words))
    if words >= SHORTEST and weight >= HEAVY:
        found.append(Finding("heavy", number=weight))
    return found


def _skipped(headings: list[tuple[int, str]]) -> str | None:
    """The first heading that lies more than one level below the one before it; the page's title is level 1."""
    before = 1
    for level, text in headings:
        if level > before + 1:
            return " ".join(text.split())
        before = level
    return None


def links(html: str) -> dict[str, str]:
    """The addresses that a text links to, each once, in order, with the words that are pressed."""
    return {address: " ".join(words.split()) for address, words in _Reading(html).links.items()}
