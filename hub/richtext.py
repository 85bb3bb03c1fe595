"""The text that editors write: what it may hold, and what is read out of it. Knows no app.

The editor's extensions and the allow-list stand beside each other here; a test holds them against each other, so that
nothing the editor can make is taken out on the way, and nothing is let through that it cannot show again.
"""

import html as entities
import re
from html.parser import HTMLParser
from typing import Any, NamedTuple

import nh3
from django.utils.text import slugify
from django.utils.translation import gettext as _

TAGS = {
    "h2", "h3", "h4", "p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img", "aside",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
# An info box is <aside class="info">; no other class, and no id, style or data-* attribute, ever comes from a writer.
CLASSES = {"aside": {"info", "warning"}}
SCHEMES = {"http", "https", "mailto", "tel"}
# The editor's building blocks; static/hub/editor.js adds the figure and the info box. Menu: our own toolbar is used.
EXTENSIONS: dict[str, Any] = {
    "Bold": True, "Italic": True, "HardBreak": True, "Blockquote": True, "HorizontalRule": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True, "OrderedList": {"enableListAttributes": False}, "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["mailto", "tel"], "autolink": True},
    "Table": {"resizable": False}, "TableRow": True, "TableHeader": True, "TableCell": True,
    "Image": True, "Caption": True,
    "Menu": False, "NoSpellCheck": False,
}  # fmt: skip

_OWN_PICTURE = re.compile(r"/files/[a-z]+/\d+/(?!\.+$)[\w.-]*", re.ASCII)
_SIZE = re.compile(r"\d{1,4}", re.ASCII)
# What other programs write for the same thing, so that a pasted text keeps its shape.
_SAME_AS = {"h1": "h2", "h5": "h4", "h6": "h4", "b": "strong", "i": "em"}
_SAME = re.compile(rf"<(/?)({'|'.join(_SAME_AS)})(?=[\s>])", re.IGNORECASE)
_NO_PICTURE = re.compile(r'<img(?:\s+(?!src=)[\w-]+="[^"]*")*\s*>')  # what is left of a picture from elsewhere
_HEADING = re.compile(r"<(h[234])>(.*?)</\1>", re.DOTALL)
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_BOX = re.compile(r'<aside(?: class="(info|warning)?")?>')
_ROUNDS = 5

# A parser that mends careless HTML takes time with the square of what is left open: half a minute for 500,000
# characters of <blockquote>, and gigabytes for styles that each paragraph has to open anew. What the editor writes is
# nested in order and flat; of everything else only so much is mended.
CARELESS_MOST = 500  # elements
DEEPEST = 50  # levels
SIGNS_MOST = 30_000  # of & in one text; each one is read apart from the rest
_PLAIN_TAGS = TAGS | {"div", "span", "b", "i", "u", "h1", "h5", "h6", "col", "colgroup", "tfoot"}
_CLOSED_AT_ONCE = {"br", "hr", "img", "col"}
_TAG_IN_ORDER = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*/?>', re.IGNORECASE)


def _attribute(tag: str, attribute: str, value: str) -> str | None:
    """Pictures only from our own files, by their plain address; sizes only as numbers."""
    if (tag, attribute) == ("img", "src"):
        return value if _OWN_PICTURE.fullmatch(value) else None
    if attribute in ("width", "height", "colspan", "rowspan", "start"):
        return value if _SIZE.fullmatch(value) else None
    if attribute == "scope":
        return value if value in ("row", "col") else None
    return value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES | {"*": set()},  # without it, nh3 lets lang and title stay everywhere
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    link_rel="noopener",
    attribute_filter=_attribute,
    strip_comments=True,
)


def clean(html: str) -> str:
    """The text with everything but the allowed elements taken out. Cleaning it again changes nothing.

    Taking an element out may make the parser read the rest otherwise, which is how hidden script is smuggled through:
    so it is cleaned until it stands still, and a text that never does is shown as the plain characters it is. So is one
    whose elements nobody could put in order in a reasonable time.
    """
    if _is_tangled(html):
        return _as_characters(html)
    text = _SAME.sub(lambda found: f"<{found[1]}{_SAME_AS[found[2].lower()]}", html.replace("\x00", ""))
    for _round in range(_ROUNDS):
        before, text = text, _cleaner.clean(_NO_PICTURE.sub("", text))
        if text == before:
            return _as_characters(text) if _is_tangled(text) else text
    return _as_characters(text)


def _as_characters(text: str) -> str:
    """The text with its elements as plain characters; without those characters where they are too many to read."""
    if text.count("<") + text.count("&") > SIGNS_MOST // 2:
        text = re.sub("[<>&\"']+", " ", text)
    return f"<p>{entities.escape(text)}</p>"


def _is_tangled(html: str) -> bool:
    """Whether it would take long to find out what stands within what."""
    return html.count("&") > SIGNS_MOST or (html.count("<") > CARELESS_MOST and not _is_in_order(html))


def _is_in_order(html: str) -> bool:
    """Whether every element is one that texts have, is closed, and in the order in which they were opened."""
    open_now: list[str] = []
    at = 0
    for found in _TAG_IN_ORDER.finditer(html):
        closes, tag = found[1], found[2].lower()
        if tag not in _PLAIN_TAGS or "<" in html[at : found.start()] or len(open_now) > DEEPEST:
            return False
        at = found.end()
        if closes and (not open_now or open_now.pop() != tag):
            return False
        if not closes and tag not in _CLOSED_AT_ONCE:
            open_now.append(tag)
    return not open_now and "<" not in html[at:]


def paragraphs(typed: str) -> str:
    """A text typed without any elements, as paragraphs: an empty line begins a new one. Other texts as they are."""
    if re.search(r"</?[a-z]", typed, re.IGNORECASE) or not typed.strip():
        return typed
    parts = re.split(r"\n\s*\n", typed.replace("\r\n", "\n").strip())
    return "".join(f"<p>{part.strip()}</p>".replace("\n", "<br>") for part in parts)


class _Reader(HTMLParser):
    """Collects elements, addresses of pictures and the words, in the order they stand."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def parse_html_declaration(self, i: int) -> int:
        """Whatever begins as a declaration is skipped as browsers do; the parser's own reading of it raises."""
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def pictures(self) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.elements if tag == "img"]


def words(html: str) -> str:
    """The text without its elements."""
    return re.sub(r"\s+", " ", "".join(_Reader(re.sub(r"<(?=/?\w)", " <", html)).words)).strip()


def pictures(html: str) -> list[dict[str, str]]:
    """The attributes of each picture in the text, in order."""
    return _Reader(html).pictures()


def file_numbers(html: str, kind: str) -> set[int]:
    """Numbers of the files of a kind ("page") that the text shows or links to."""
    return {int(number) for number in re.findall(rf'"/files/{kind}/(\d+)/', html)}


# The editor writes these for its own sake, and browsers and Word by the dozen; that they go is no loss to tell of.
_SILENT_TAGS = {"colgroup", "col", "div", "span", "html", "body", "head", "meta", "title", "u", "o:p", "section"}
_SILENT_TAGS |= {"article", "font", "center", "main", "wbr", "tfoot", *_SAME_AS}


def taken_out(written: str) -> list[str]:
    """What `clean` takes out of a text, as sentences for the writer. Empty when nothing that matters goes."""
    if _is_tangled(written):
        return [_("All headings, lists and links, as too many stand open in each other")]
    said: dict[str, None] = {}
    for tag, attrs in _Reader(written.replace("\x00", "")).elements:
        for sentence in (_lost_element(tag), _lost_attribute(tag, attrs)):
            if sentence:
                said[sentence] = None
    return list(said)


def _lost_element(tag: str) -> str:
    if tag in TAGS or tag in _SILENT_TAGS:
        return ""
    if tag in ("script", "noscript", "template"):
        return _("Program code (script)")
    if tag in ("style", "link"):
        return _("Style sheets")
    if tag in ("iframe", "frame", "frameset", "object", "embed", "video", "audio", "source", "svg", "math", "canvas"):
        return _("Embedded content such as video, maps and drawings")
    if tag in ("form", "input", "button", "select", "option", "textarea", "label", "fieldset"):
        return _("Form fields and buttons")
    return _("The element “%(name)s”; its text is kept") % {"name": tag[:40]}


def _lost_attribute(tag: str, attrs: dict[str, str]) -> str:
    if tag == "img" and not _OWN_PICTURE.fullmatch(attrs.get("src", "")):
        return _("A picture from another place. Add it to the page's files, and choose it from there")
    if (
        tag == "a"
        and "href" in attrs
        and not re.search(r'href="', clean(f'<a href="{entities.escape(attrs["href"])}">'))
    ):
        return _("A link with an address that is not allowed")
    if any(name.startswith(("on", "hx-", "data-hx-")) for name in attrs):
        return _("Program code (script)")
    if tag in TAGS and "style" in attrs and tag not in ("table", "td", "th"):
        return _("Colours, fonts and sizes")
    return ""


class Heading(NamedTuple):
    level: int
    id: str
    text: str


class Shown(NamedTuple):
    """A text ready for readers: safe HTML, and its headings for a table of contents."""

    html: str
    headings: list[Heading]


def show(html: str, prefix: str = "", lower: int = 0) -> Shown:
    """The text for readers: cleaned once more, headings with addresses, tables with the roles of their header cells.

    Addresses are made from the headings' words, so they last while the words do. `prefix` keeps those of several texts
    on one sheet apart, and `lower` sets the headings that many levels down.
    """
    headings: list[Heading] = []
    taken: dict[str, int] = {}

    def address(found: re.Match[str]) -> str:
        level, inner = min(int(found[1][1]) + lower, 6), found[2]
        text = words(inner)
        slug = f"{prefix or 's'}-{slugify(text, allow_unicode=True)[:60] or 'x'}"
        taken[slug] = taken.get(slug, 0) + 1
        id_ = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
        if text:
            headings.append(Heading(level, id_, text))
        return f'<h{level} id="{entities.escape(id_)}">{inner}</h{level}>'

    body = _HEADING.sub(address, clean(html))
    return Shown(_BOX.sub(_box, _TABLE.sub(_table, body)), headings)


def _box(found: re.Match[str]) -> str:
    """An info box is a note with a name of its own, not a side column of the page."""
    kind = found[1] or "info"
    label = _("Take care") if kind == "warning" else _("Information")
    return f'<aside class="{kind}" role="note" aria-label="{entities.escape(label)}">'


def _table(found: re.Match[str]) -> str:
    """Header cells say what they head, and a wide table scrolls by itself, also by keyboard."""
    if "<table>" in found[1]:
        return found[0]
    rows = re.split(r"(?=<tr>)", found[1])
    first = next((number for number, row in enumerate(rows) if row.startswith("<tr>")), None)
    for number, row in enumerate(rows):
        scope = "col" if number == first and "<td" not in row else "row"
        rows[number] = re.sub(r"<th(?! scope|[^>]* scope)(?=[ >])", f'<th scope="{scope}"', row)
    label = entities.escape(_("Table"))
    return (
        f'<div class="hub-scroll" role="group" aria-label="{label}" tabindex="0"><table>{"".join(rows)}</table></div>'
    )
