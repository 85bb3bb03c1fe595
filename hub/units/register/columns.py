"""Which column is which: the names that Norwegian HR systems give them, whatever their order, case and spacing."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured

from hub.units.register.aliases import ALIASES
from hub.units.register.faults import Fault, listed

REQUIRED = {"units": ("code", "name", "parent"), "people": ("number", "unit")}
NAMES = ("given_name", "family_name", "full_name")  # one of them must be there

_IDENTITY = frozenset({"fødselsnummer", "fødselsnr", "fnr", "personnummer", "personnr", "dnummer", "dnr", "nationalid"})


@dataclass
class Columns:
    """Where each known column stands, the columns that are not read, and what is wrong with the line of names."""

    width: int
    places: dict[str, int] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def names(self, header: list[str]) -> dict[str, str]:
        return {column: header[place].strip() for column, place in self.places.items()}


def plain(name: str) -> str:
    """The name of a column without case, spacing and punctuation: "E-post " and "epost" are one."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("%", "prosent")
    return "".join(c for c in folded if c.isalnum())


def ranking(kind: str) -> dict[str, tuple[str, int]]:
    """For each plain name: the column it names, and its rank among the names of that column (lower wins)."""
    found: dict[str, tuple[str, int]] = {}
    for column, names in ALIASES[kind].items():
        for rank, name in enumerate(names):
            found[plain(name)] = (column, rank)
    for name, column in _added(kind).items():
        if column not in ALIASES[kind]:
            known = ", ".join(ALIASES[kind])
            raise ImproperlyConfigured(f"HUB_REGISTER_COLUMNS: {kind} has no column “{column}”. It has {known}.")
        found[plain(name)] = (column, -1)
    return found


def _added(kind: str) -> dict[str, str]:
    added = settings.HUB_REGISTER_COLUMNS
    if not isinstance(added, dict) or not added.keys() <= ALIASES.keys():
        raise ImproperlyConfigured(
            'HUB_REGISTER_COLUMNS must be like {"people": {"Medarbeider-ID": "number"}, "units": {}}.'
        )
    names = added.get(kind, {})
    if not isinstance(names, dict) or not all(isinstance(column, str) for column in names.values()):
        raise ImproperlyConfigured(f"HUB_REGISTER_COLUMNS: {kind} must be names of columns, each with what it is.")
    return names


def check_setting(app_configs: Any, **options: Any) -> list[Error]:
    """A system check: a setting that cannot be used stops the start, and not the first import."""
    try:
        for kind in ALIASES:
            ranking(kind)
    except ImproperlyConfigured as wrong:
        return [Error(str(wrong), id="units.E001")]
    return []


def recognised(kind: str, header: list[str]) -> int:
    """How many columns of a header are known for this kind of file."""
    known = ranking(kind)
    return len({known[name][0] for name in map(plain, header) if name in known})


def match(kind: str, header: list[str], file: str, line: int) -> Columns:
    """Find the columns of a file from its first record."""
    end = len(header)
    while end and not header[end - 1].strip():
        end -= 1
    header = header[:end]
    columns = Columns(width=len(header))
    known, ranks = ranking(kind), dict[str, int]()
    seen: set[str] = set()
    for place, name in enumerate(header):
        short = plain(name)
        if short in _IDENTITY:
            columns.faults.append(Fault(file, line, "identity_numbers", {"column": name.strip()}))
        if short in known and short in seen:
            columns.faults.append(Fault(file, line, "double_column", {"column": name.strip()}))
        seen.add(short)
        column, rank = known.get(short, ("", 0))
        if column and rank < ranks.get(column, 1000):
            columns.places[column], ranks[column] = place, rank
    columns.unread = [
        name.strip() for place, name in enumerate(header) if place not in columns.places.values() and name.strip()
    ]
    columns.faults += _missing(kind, columns, header, file, line)
    return columns


def _missing(kind: str, columns: Columns, header: list[str], file: str, line: int) -> list[Fault]:
    other = "people" if kind == "units" else "units"
    shown = {"columns": listed(name.strip() for name in header if name.strip())}
    missing = [column for column in REQUIRED[kind] if column not in columns.places]
    if missing and _complete(other, header):
        return [Fault(file, line, "wrong_file", shown)]
    if not columns.places:
        return [Fault(file, line, "unknown_columns", shown)]
    if kind == "people" and not any(column in columns.places for column in NAMES):
        missing.append("family_name")
    return [
        Fault(
            file,
            line,
            "missing_column",
            {"column": ALIASES[kind][column][0], "others": listed(ALIASES[kind][column][1:], 5)},
        )
        for column in missing
    ]


def _complete(kind: str, header: list[str]) -> bool:
    known = ranking(kind)
    found = {known[name][0] for name in map(plain, header) if name in known}
    return found.issuperset(REQUIRED[kind])
