"""Reads an export of units and people as HR systems write it, and finds everything that is wrong with it.

Units: one row per unit with a code, a name and the code of the unit above. People: one row per post, so that a person
with two posts has two rows. Nothing here asks the database; `plan` compares the result with what the hub has.

A person's posts may add up to more than 100 per cent: real exports have people with 80 per cent and extra shifts of 40.
Only a single post outside 0-100 is a fault.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from hub.units.register import checks, values
from hub.units.register.columns import ALIASES, NAMES
from hub.units.register.faults import Bad, Fault
from hub.units.register.rows import Export, PostRow, UnitRow
from hub.units.register.tables import Row, Table, read_table

# Characters that each column may have; the models have room for as many.
LIMITS = {
    "code": 40, "name": 120, "parent": 40, "kind": 40,
    "number": 20, "given_name": 80, "family_name": 80, "unit": 40, "title": 120, "email": 254, "internal_number": 20,
}  # fmt: skip


def read(
    units: bytes, people: bytes, files: tuple[str, str] = ("units.csv", "people.csv"), known: Collection[str] = ()
) -> Export:
    """Read both files, called `files` in faults. `known`: codes of the hub's open units; the file may omit some."""
    unit_table, people_table = read_table("units", units, files[0]), read_table("people", people, files[1])
    unit_pairs = [(row, unit_row(row)) for row in unit_table.rows if not row.spoilt]
    post_pairs = [(row, post_row(row)) for row in people_table.rows if not row.spoilt]
    codes = {unit.code for _, unit in unit_pairs}.union(
        known, *(map(str.strip, row.texts) for row in unit_table.rows if row.spoilt)
    )
    checks.check_units(unit_pairs, codes)
    # When the file of units cannot be read every unit would be unknown: that one fault says enough.
    checks.check_posts(post_pairs, None if unit_table.faults else codes)
    return _export(unit_table, people_table, unit_pairs, post_pairs)


def unit_row(row: Row) -> UnitRow:
    return UnitRow(
        line=row.line,
        code=_take(row, "code", needed=True),
        name=_take(row, "name", needed=True),
        parent=_take(row, "parent"),
        kind=_take(row, "kind", missing=None),
    )


def post_row(row: Row) -> PostRow:
    given_name, family_name = _names(row)
    post = PostRow(
        line=row.line,
        number=_take(row, "number", values.employee_number),
        given_name=given_name,
        family_name=family_name,
        unit=_take(row, "unit", needed=True),
        title=_take(row, "title", missing=None),
        percent=_take(row, "percent", values.percent, missing=None),
        email=_take(row, "email", values.email, missing=None),
        internal_number=_take(row, "internal_number", missing=None),
        starts_on=_take(row, "starts_on", values.date, missing=None),
        ends_on=_take(row, "ends_on", values.end_date, missing=None),
        leads=_take(row, "leads", values.yes, missing=None),
    )
    if post.starts_on and post.ends_on and post.ends_on < post.starts_on:
        row.fault("ends_before_start", starts=f"{post.starts_on:%d.%m.%Y}", ends=f"{post.ends_on:%d.%m.%Y}")
    return post


def _take(row: Row, column: str, parse: Callable[[str], Any] = str, needed: bool = False, missing: Any = "") -> Any:
    """The value of a cell, or `missing` when there is no such column or the value is a fault."""
    text = row.cells.get(column)
    if text is None:
        return missing
    heading = row.headings[column]
    try:
        if needed and not text:
            raise Bad("missing_value", column=heading)
        _fits(text, column, heading)
        return parse(text)
    except Bad as bad:
        about = {"column": heading} if bad.code == "bad_yes_no" else {}
        row.fault(bad.code, **bad.params, **about)
        return missing


def _fits(text: str, column: str, heading: str) -> None:
    if len(text) > LIMITS.get(column, 100):
        raise Bad("too_long", value=text, limit=LIMITS.get(column, 100), column=heading)


def _names(row: Row) -> tuple[str, str]:
    """Given and family name, from the columns of their own or else from the one for both."""
    if any(column in row.headings and column not in row.cells for column in (*NAMES, "middle_name")):
        return "", ""  # damaged, and a fault already
    cell = row.cells.get
    given, family = f"{cell('given_name', '')} {cell('middle_name', '')}".strip(), cell("family_name", "")
    if not given and not family:
        given, family = values.split_name(cell("full_name", ""))
    if not given and not family:
        row.fault("missing_name")
    for name, column in ((given, "given_name"), (family, "family_name")):
        try:
            _fits(name, column, row.headings.get(column, ALIASES["people"][column][0]))
        except Bad as bad:
            row.fault(bad.code, **bad.params)
    return given, family


def _export(
    units: Table, people: Table, unit_pairs: list[tuple[Row, UnitRow]], post_pairs: list[tuple[Row, PostRow]]
) -> Export:
    export = Export(
        units=[unit for row, unit in unit_pairs if not row.faults],
        posts=[post for row, post in post_pairs if not row.faults],
        unread={table.file: table.unread for table in (units, people) if table.unread},
        readable=not units.faults and not people.faults,
        has_leads=any("leads" in row.headings for row in people.rows[:1]),
    )
    for table in (units, people):
        export.faults += table.faults + [fault for row in table.rows for fault in row.faults]
    for row in people.rows:
        if row.faults:
            export.skipped.texts.update(text.strip() for text in row.texts)
    export.skipped.codes = {text.strip() for row in units.rows if row.faults for text in row.texts}
    export.skipped.names = {post.name.casefold() for row, post in post_pairs if row.faults and not post.number}
    return export


def in_order(faults: Iterable[Fault], files: tuple[str, str]) -> list[Fault]:
    """Faults by file and line, each once."""
    once = {(fault.file, fault.line, fault.code, str(fault.params)): fault for fault in faults}
    return sorted(once.values(), key=lambda fault: (files.index(fault.file), fault.line))
