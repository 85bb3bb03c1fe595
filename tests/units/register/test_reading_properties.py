"""What holds for any export: written in any way it reads the same, and any bytes at all are faults, never an error."""

import csv
import datetime
import unicodedata
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.units.register.aliases import ALIASES
from hub.units.register.faults import SENTENCES
from hub.units.register.reading import read
from tests.units.register import exports

CALM = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

# Letters that look like UTF-8 side by side ("Ã¸") are left out: nobody could tell such cp1252 from UTF-8.
WESTERN = st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZæøåéèêóòôöäüÿñçáíú-' ")
ANY = st.characters(categories=["L"]) | st.sampled_from("-' .’")
PUNCTUATION = st.sampled_from(';,\t"\n\r|')


def tidy(text):
    """Text as it must come back: composed, one line, no space around."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def texts(letters):
    return st.text(letters, min_size=1, max_size=30).filter(lambda text: tidy(text) != "" and len(tidy(text)) <= 80)


def posts(letters):
    return st.fixed_dictionaries(
        {
            "number": st.from_regex(r"[0-9A-Za-z][0-9A-Za-z-]{0,8}", fullmatch=True),
            "given_name": texts(letters),
            "family_name": texts(letters),
            "title": texts(letters | PUNCTUATION),
            "unit": st.sampled_from([row["Kode"] for row in exports.UNITS]),
            "percent": st.integers(0, 10_000),
            "starts_on": st.dates(datetime.date(1950, 1, 1), datetime.date(2030, 1, 1)),
            "leads": st.booleans(),
        }
    )


@st.composite
def writings(draw):
    """An encoding, a delimiter, an ending of lines, an order of columns and a name for each, and posts written so."""
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    ending = draw(st.sampled_from(["\r\n", "\n", "\r"]))
    rows = draw(
        st.lists(
            posts(WESTERN if encoding == "cp1252" else ANY),
            min_size=1,
            max_size=8,
            unique_by=lambda row: row["number"].casefold(),
        )
    )
    columns = draw(st.permutations(list(rows[0])))
    headings = [draw(st.sampled_from(ALIASES["people"][column])) for column in columns]
    spacing = draw(st.sampled_from([str, str.upper, str.lower, lambda name: f" {name}\u00a0"]))
    return {
        "rows": rows,
        "columns": columns,
        "headings": [spacing(heading) for heading in headings],
        "encoding": encoding,
        "delimiter": draw(st.sampled_from(";,\t")),
        "ending": ending,
        # Python's writer leaves a lone line break of another kind unquoted, which makes it the end of a row.
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])) if len(ending) == 2 else csv.QUOTE_ALL,
    }


def as_written(column, value):
    if column == "percent":
        return f"{value / 100:.2f}".replace(".", ",")
    if column == "starts_on":
        return f"{value:%d.%m.}{value.year}"
    if column == "leads":
        return "ja" if value else ""
    return value


@CALM
@given(writings())
def test_an_export_written_in_any_way_reads_the_same(how):
    rows = [
        {name: as_written(column, row[column]) for name, column in zip(how["headings"], how["columns"], strict=True)}
        for row in how["rows"]
    ]
    ways = {name: how[name] for name in ("encoding", "delimiter", "ending", "quoting")}
    export = read(exports.units(), exports.written(rows, **ways))
    assert export.faults == []
    for post, row in zip(export.posts, how["rows"], strict=True):
        assert (post.number, post.unit, post.leads) == (row["number"], row["unit"], row["leads"])
        assert (post.given_name, post.family_name) == (tidy(row["given_name"]), tidy(row["family_name"]))
        assert (post.title, post.starts_on) == (tidy(row["title"]), row["starts_on"])
        assert post.percent == Decimal(row["percent"]) / 100


def check_faults(export):
    for fault in export.faults:
        assert fault.code in SENTENCES
        assert fault.line >= 1
        assert "%(" not in fault.sentence


@CALM
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_are_faults_and_never_an_error(units, people):
    check_faults(export := read(units, people))
    assert export.faults
    assert not export.readable


@CALM
@given(st.data())
def test_a_good_file_with_anything_thrown_into_it_is_never_an_error(data):
    files = []
    for good in (exports.units(), exports.people()):
        at = data.draw(st.integers(0, len(good)))
        junk = data.draw(st.binary(max_size=12) | st.text('";,\n\r\t0.', max_size=8).map(str.encode))
        files.append(good[:at] + junk + good[at + data.draw(st.integers(0, 30)) :])
    export = read(*files)
    check_faults(export)
    for post in export.posts:
        assert (post.unit, post.number, post.name) != ("", "", "")
        assert ("people.csv", post.line) not in {(fault.file, fault.line) for fault in export.faults}


@CALM
@given(st.lists(st.text('ab;1,"', max_size=9), max_size=6))
def test_a_row_behind_broken_ones_is_read_when_no_mark_can_reach_it(rows):
    """Quotation marks open a field only at its beginning; here none stands there, so none may take the last row."""
    rows = [row for row in rows if not any(field.startswith('"') for field in row.split(";"))]
    lines = ["Ansattnr;Fornavn;Enhet;Stilling", *rows, "77;Siste;999;x"]
    found = read(exports.units(), "\n".join(lines).encode()).faults
    assert (len(lines), "unknown_unit") in {(fault.line, fault.code) for fault in found}
