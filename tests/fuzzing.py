"""Requests that nobody means well: every address, method, parameter, header and form field, with values of chance.

Hypothesis draws them. What it starts from is learned from the hub itself: the resolver's addresses, and the forms that
its pages show, so that a drawn request is often nearly right and reaches past the first check.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.addresses import patterns
from tests.asking import Asked

PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")
TOKEN = "f" * 32  # the same in the cookie and the header, as a browser with our page would send it
RARE = ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
METHODS = {
    True: ["POST"] * 30 + ["GET"] * 3 + RARE,
    False: ["GET"] * 20 + ["POST"] * 10 + RARE,
}  # where there is a form
UNUSUAL = [
    *("", " ", "0", "-1", "1", "01", "1.5", "1e309", "NaN", "35,5", "١٢", "1_0", "9" * 19, "9" * 400, "true", "null"),
    *("[]", "{}", "on", "nb", "xx", "leader"),
    *("2026-02-30", "2026-11-24", "24.11.2026", "0001-01-01", "9999-12-31T23:59"),
    *("' or 1=1 --", '"', "\\", "%", "%00", "{{ 7 }}", "${7}", "../../etc", "/", "//example.org/", "javascript:x"),
    *("<b onclick=x>", "<script>x</script>", "<p>" * 300, "&#x0;", "\x00", "\x1b", "\r\nX: y", "\u202e", "\ufeff"),
    *("å" * 300, "💩", "Ａ", "e\u0301", "\ud800", "a@b.no", "a" * 9000, "x y z" * 50),
]  # fmt: skip
HARMLESS = [
    *("Accept-Language", "HX-Request", "HX-Current-URL", "HX-Target", "HX-Trigger", "HX-History-Restore-Request"),
    *("X-Forwarded-For", "X-Real-IP", "X-Forwarded-Proto", "X-Forwarded-Host", "Range", "If-None-Match", "User-Agent"),
    *("If-Modified-Since", "Accept", "Accept-Encoding", "Authorization", "X-Http-Method-Override", "Daphne-Root-Path"),
    *("Sec-Fetch-Site", "Cookie", "Purpose", "Expect", "Forwarded"),
]
REFUSED = ["Host", "Origin", "Referer", "X-CSRFToken", "Content-Type"]  # a wrong one mostly ends the matter
FILES = [
    b"", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"GIF89a" + b"\xff" * 20, b"\xff\xd8\xff\xe0junk", b"%PDF-1.7\n%%EOF",
    b"PK\x03\x04" + b"\x00" * 30, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html><script>x</script>",
    b"kode;navn\n1;\xe5\n", b"\xff\xfek\x00", b"a,b\n\"", b"\x00" * 3000,
]  # fmt: skip


@dataclass
class Known:
    """What a drawn request may start from."""

    people: list[str]
    numbers: list[int]  # ids that something has
    routes: list[str] = field(default_factory=lambda: [route for _, route in patterns()])
    forms: dict[str, dict[str, str]] = field(default_factory=dict)  # by address, their fields as the page shows them
    names: list[str] = field(default_factory=list)  # of any field

    def learn(self, path: str, html: str) -> None:
        """The forms of a page."""
        reader = FormReader(path)
        reader.feed(html)
        for address, fields in reader.forms:
            if address.startswith("/"):
                self.forms.setdefault(address.partition("?")[0], {}).update(fields)
        self.names = sorted({name for fields in self.forms.values() for name in fields})


FIELDS = {"input", "textarea", "select", "button"}
TOKEN_FIELD = "csrfmiddlewaretoken"  # sent as a header


class FormReader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append((given.get("action") or self.path, {}))
        elif tag in FIELDS and self.forms and given.get("name", TOKEN_FIELD) != TOKEN_FIELD:
            self.forms[-1][1][given["name"]] = given.get("value", "FILE" if given.get("type") == "file" else "")
            self.select = given["name"] if tag == "select" else ""
        elif tag == "option" and self.select and given.get("value"):
            self.forms[-1][1][self.select] = given["value"]


texts = st.one_of(
    st.sampled_from(UNUSUAL),
    st.text(max_size=30),
    st.integers(-(2**65), 2**65).map(str),
    st.datetimes().map(str),
    st.dates().map(str),
)
pieces = st.one_of(  # of a body or query, percent-encoded, now and then wrongly
    texts.map(lambda text: quote_from_bytes(text.encode("utf-8", "surrogatepass"))),
    st.sampled_from(["%", "%zz", "%ff%fe", "+", "%2", "=", "a=b"]),
)


@st.composite
def requests(draw: Any, known: Known) -> Asked:
    path = draw(paths(known))
    method = draw(st.sampled_from(METHODS[path in known.forms]))
    who = draw(st.sampled_from([*known.people, None]))
    query = draw(queries(known)) if draw(st.integers(0, 2)) == 0 or method == "GET" else ""
    headers = draw(st.lists(st.tuples(st.sampled_from(HARMLESS), header_values), max_size=3))
    if draw(st.integers(0, 25)) == 25:
        headers.append((draw(st.sampled_from(REFUSED)), draw(header_values)))
    if draw(st.integers(0, 60)) != 60:
        headers.insert(0, ("Host", "testserver"))
    body = b""
    if method not in ("GET", "HEAD", "TRACE"):
        kind, body = draw(bodies(known, path))
        headers += [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
        ]  # a wrong length never gets past Twisted
    if draw(st.integers(0, 25)) != 25:
        headers.append(("X-CSRFToken", TOKEN))
    return Asked(method, path + query, headers, body, who)


header_values = st.one_of(
    st.sampled_from(["true", "false", "nb", "en;q=0.1", "*/*", "bytes=0-", "bytes=9-1", "http://testserver/", "a/b"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
)


@st.composite
def paths(draw: Any, known: Known) -> str:
    """An address that exists, with numbers that mostly do; seldom one that is broken."""
    if known.forms and draw(st.booleans()):
        return draw(st.sampled_from(sorted(known.forms)))
    path = "/" + draw(st.sampled_from(known.routes))
    for found in PARAMETER.finditer(path):
        path = path.replace(found[0], draw(parameters(found[1] or "str", known)), 1)
    if draw(st.integers(0, 25)) == 25:
        path = draw(
            st.sampled_from([path + "x", path.rstrip("/"), path + "%00", "/static" + path, path + "../", "//" + path])
        )
    return path


def parameters(kind: str, known: Known) -> st.SearchStrategy[str]:
    numbers = st.one_of(st.sampled_from(known.numbers), st.sampled_from([0, 1, 2**31, 2**63, 2**64, 10**30])).map(str)
    if kind == "int":
        return numbers
    words = st.sampled_from(["people", "units", "report", "ansatt", "1006", "fil.txt", "MQ", "a-b", "x" * 300])
    return st.one_of(words, numbers, pieces.map(lambda piece: piece.replace("/", "") or "x"))


def queries(known: Known) -> st.SearchStrategy[str]:
    return pairs(known).map(lambda given: "?" + given if given else "")


def pairs(known: Known) -> st.SearchStrategy[str]:
    names = st.one_of(st.sampled_from(known.names or ["q"]), st.sampled_from(["q", "page", "next", "v"]), pieces)
    return st.lists(st.tuples(names, pieces), max_size=4).map(lambda given: "&".join("=".join(pair) for pair in given))


@st.composite
def bodies(draw: Any, known: Known, path: str) -> tuple[str, bytes]:
    """Mostly the form of that address with some fields changed; else whatever comes."""
    if draw(st.integers(0, 12)) == 12:
        kind = draw(
            st.sampled_from(["application/json", "text/plain", "multipart/form-data", "x", FORM + "; charset=x"])
        )
        return kind, draw(st.binary(max_size=200))
    shown = known.forms.get(path) or draw(st.sampled_from([{}, *known.forms.values()]))
    fields = [(name, draw(changed(value))) for name, value in shown.items()]
    fields = [(name, value) for name, value in fields if value is not None]
    if draw(st.integers(0, 3)) == 0:
        fields.append((draw(st.sampled_from(known.names or ["x"])), draw(texts)))
    if "FILE" in shown.values() or draw(st.integers(0, 20)) == 20:
        return f"multipart/form-data; boundary={BOUNDARY}", multipart(fields, draw(st.sampled_from(FILES)), draw(texts))
    return FORM, "&".join(f"{escaped(name)}={escaped(value)}" for name, value in fields).encode()


FORM = "application/x-www-form-urlencoded"
BOUNDARY = "between-the-parts"


def changed(value: str) -> st.SearchStrategy[str | None]:
    """A field as the page shows it, or filled in by nobody in their right mind, or missing."""
    return st.one_of(st.just(value), st.just(value), texts, st.sampled_from(["1", "on", "Et ord", None]))


def escaped(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


def multipart(fields: Iterable[tuple[str, str]], content: bytes, file_name: str) -> bytes:
    parts = b""
    for name, value in fields:
        about = f'form-data; name="{escaped(name)}"'
        if value == "FILE":
            about += f'; filename="{file_name[:200]}"'
        raw = content if value == "FILE" else value.encode("utf-8", "surrogatepass")
        parts += b"--%s\r\nContent-Disposition: %s\r\n\r\n%s\r\n" % (
            BOUNDARY.encode(), about.encode("utf-8", "surrogatepass"), raw,
        )  # fmt: skip
    return parts + f"--{BOUNDARY}--\r\n".encode()
