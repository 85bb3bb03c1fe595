"""What a row says once it is understood."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from hub.units.register.faults import Fault


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the export. `parent` is the code of the unit above, empty at the top; None kind = no such column."""

    line: int
    code: str
    name: str
    parent: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of one person. None = the export has no such column, so the hub keeps what it has."""

    line: int
    number: str
    given_name: str
    family_name: str
    unit: str
    title: str | None = None
    percent: Decimal | None = None
    email: str | None = None
    internal_number: str | None = None
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    leads: bool | None = None

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass
class Skipped:
    """Whom the unusable rows may be about: nobody is ended because the own row was broken."""

    texts: set[str] = field(default_factory=set)  # everything on such rows: numbers are among them
    codes: set[str] = field(default_factory=set)  # of units
    names: set[str] = field(default_factory=set)  # casefolded, of rows whose number is missing or no number

    def has(self, number: str) -> bool:
        return number in self.texts

    def may_be(self, number: str, name: str) -> bool:
        """Whether one of the rows may have been about a person whom no good row names."""
        return number in self.texts or name.strip().casefold() in self.names


@dataclass
class Export:
    """Both files as they were read: the good rows, every fault, and what was left out."""

    units: list[UnitRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: Skipped = field(default_factory=Skipped)
    unread: dict[str, list[str]] = field(default_factory=dict)  # file: columns that the hub does not read
    readable: bool = True  # False when a file as a whole could not be read: then there are no good rows to apply
    has_leads: bool = False  # the people file has a column that says who leads
