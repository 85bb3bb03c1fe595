"""From text to records: delimited fields, with quotation marks, and with the line where each record begins.

The `csv` module is not enough here: at a broken quotation mark it either guesses or stops, and everything after it
is lost. This reader names the line and goes on with the next.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DELIMITERS = (";", ",", "\t")
LONGEST = 100  # lines that one quoted field may span; more is a mark that was never closed

_LINE_BREAK = re.compile("\r\n|\n|\r")  # as editors count; str.splitlines breaks at ten more characters


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one row. A broken one has its fields as well as they could be told apart."""

    line: int
    fields: list[str]
    broken: bool = False

    @property
    def blank(self) -> bool:
        return not any(field.strip() for field in self.fields)


class _BrokenQuotes(Exception):
    pass


def lines_of(text: str) -> list[str]:
    return _LINE_BREAK.split(text)


def records(lines: list[str], delimiter: str, width: int = 0) -> Iterator[Record]:
    """All records that are not blank. `width`, the fields expected, helps to go on after a broken row."""
    at = 0
    while at < len(lines):
        record, following = _record(lines, at, delimiter)
        if following > at + 1 and width and _swallowed(lines, at, record, width, delimiter):
            record, following = _broken(lines, at, delimiter), at + 1
        if not record.blank:
            yield record
        at = following


def _record(lines: list[str], at: int, delimiter: str) -> tuple[Record, int]:
    if '"' not in lines[at]:
        return Record(at + 1, lines[at].split(delimiter)), at + 1
    try:
        fields, following = _quoted(lines, at, delimiter)
    except _BrokenQuotes:
        return _broken(lines, at, delimiter), at + 1
    return Record(at + 1, fields), following


def _broken(lines: list[str], at: int, delimiter: str) -> Record:
    return Record(at + 1, [field.strip('"') for field in lines[at].split(delimiter)], broken=True)


def _swallowed(lines: list[str], at: int, record: Record, width: int, delimiter: str) -> bool:
    """Whether a mark that was left open took whole rows with it until another one happened to close it."""
    return len(record.fields) != width and len(lines[at + 1].split(delimiter)) == width


def _quoted(lines: list[str], row: int, delimiter: str) -> tuple[list[str], int]:
    fields: list[str] = []
    place = 0
    while True:
        if lines[row].startswith('"', place):
            field, row, place = _quoted_field(lines, row, place + 1)
            while lines[row].startswith(" ", place):
                place += 1
            if place < len(lines[row]) and lines[row][place] != delimiter:
                raise _BrokenQuotes
        else:
            found = lines[row].find(delimiter, place)
            end = len(lines[row]) if found < 0 else found
            field, place = lines[row][place:end], end
        fields.append(field)
        if place >= len(lines[row]):
            return fields, row + 1
        place += 1


def _quoted_field(lines: list[str], row: int, place: int) -> tuple[str, int, int]:
    """The field whose opening mark stands before `place`; the line and place after its closing mark."""
    parts: list[str] = []
    last = min(len(lines), row + LONGEST)
    while True:
        mark = lines[row].find('"', place)
        if mark < 0:
            parts += [lines[row][place:], "\n"]
            row, place = row + 1, 0
            if row >= last:
                raise _BrokenQuotes
        elif lines[row].startswith('"', mark + 1):
            parts.append(lines[row][place : mark + 1])
            place = mark + 2
        else:
            parts.append(lines[row][place:mark])
            return "".join(parts), row, mark + 1
