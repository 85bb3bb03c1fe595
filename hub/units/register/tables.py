"""One file of the export as a table: cells by column, each row with its faults so far."""

from dataclasses import dataclass, field
from typing import Any

from hub.units.register.columns import Columns, match, recognised
from hub.units.register.decoding import LONGEST_LINE, MOST_LINES, decode
from hub.units.register.faults import WHOLE_FILE, Bad, Fault
from hub.units.register.records import DELIMITERS, Record, lines_of, records
from hub.units.register.values import clean


@dataclass
class Row:
    """The cleaned cells of one line by column. A cell that is not clean is missing here and a fault instead."""

    file: str
    line: int
    headings: dict[str, str]  # what the file calls each column
    cells: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # all that stands on the line, read or not
    spoilt: bool = False  # the fields cannot be told apart

    def fault(self, code: str, /, **params: Any) -> None:
        self.faults.append(Fault(self.file, self.line, code, params))


@dataclass
class Table:
    """A file of rows. `faults` are those of the file and its header; with any, there are no rows to trust."""

    file: str
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_table(kind: str, data: bytes, file: str) -> Table:
    """Read one file of the export ("units" or "people") as far as rows of cells. Never raises for bad content."""
    table = Table(file)
    try:
        lines = lines_of(decode(data))
        _refuse_excess(lines)
        _fill(table, kind, lines)
    except Bad as bad:
        table.faults.append(Fault(file, WHOLE_FILE, bad.code, bad.params))
    return table


def _refuse_excess(lines: list[str]) -> None:
    """What no register writes, but would keep its reader busy, is told by its measures, before it is taken apart."""
    if len(lines) > MOST_LINES:
        raise Bad("too_many_lines", limit=MOST_LINES)
    if max(map(len, lines)) > LONGEST_LINE:
        raise Bad("too_long_line", limit=LONGEST_LINE)


def _fill(table: Table, kind: str, lines: list[str]) -> None:
    delimiter, header = _header(kind, lines)
    if any("\x00" in name for name in header.fields):
        table.faults.append(Fault(table.file, header.line, "nul_byte"))
        return
    columns = match(kind, header.fields, table.file, header.line)
    table.unread = columns.unread
    table.faults += columns.faults
    if columns.faults:
        return
    headings = columns.names(header.fields)
    for record in records(lines, delimiter, columns.width):
        if record.line > header.line:
            row = Row(table.file, record.line, headings, texts=record.fields)
            _fill_row(row, record, columns)
            table.rows.append(row)
    if not table.rows:
        table.faults.append(Fault(table.file, header.line, "no_rows"))


def _header(kind: str, lines: list[str]) -> tuple[str, Record]:
    """The delimiter under which most columns are known, and the first record with it (after Excel's "sep=;")."""
    best: tuple[int, str, Record] | None = None
    for delimiter in DELIMITERS:
        for record in records(lines, delimiter):
            if "".join(record.fields).strip().casefold().startswith("sep="):
                continue
            known = max(
                recognised(kind, record.fields), recognised("people" if kind == "units" else "units", record.fields)
            )
            if best is None or known > best[0]:
                best = (known, delimiter, record)
            break
    if best is None:
        raise Bad("empty_file")
    return best[1], best[2]


def _fill_row(row: Row, record: Record, columns: Columns) -> None:
    fields = _trimmed(record.fields, columns.width)
    if spoilt := _spoilt(record, len(fields), columns.width):
        row.spoilt = True
        row.fault(spoilt.code, **spoilt.params)
        return
    for column, place in columns.places.items():
        try:
            row.cells[column] = clean(fields[place])
        except Bad as bad:
            row.fault(bad.code, **bad.params)


def _trimmed(fields: list[str], width: int) -> list[str]:
    """Without the empty fields that spreadsheets write behind the last column."""
    end = len(fields)
    while end > width and not fields[end - 1].strip():
        end -= 1
    return fields[:end]


def _spoilt(record: Record, found: int, expected: int) -> Bad | None:
    if any("\x00" in field for field in record.fields):
        return Bad("nul_byte")
    if record.broken:
        return Bad("broken_quotes")
    if found != expected:
        return Bad("too_many_fields" if found > expected else "too_few_fields", found=found, expected=expected)
    return None
