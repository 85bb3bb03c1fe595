"""What an import would change, as a list that can be read, counted, kept and compared."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.units.register.faults import Fault, shorten

# What can happen to each kind of thing, in the order in which it is shown.
KINDS: dict[str, tuple[str, ...]] = {
    "units": ("new", "renamed", "moved", "changed"),
    "people": ("new", "ended", "returned", "changed"),
    "posts": ("new", "moved", "ended", "returned", "changed"),
    "roles": ("given", "taken", "changed"),
}

NOTES: dict[str, str | Promise] = {
    "unread_columns": _("Columns of %(file)s that the hub does not use: %(columns)s."),
    "units_left_out": _("Units that are not in the file stay as they are: %(units)s."),
    "merged_unit": _("%(unit)s is part of %(other)s here. Who is in it in the file is put there."),
    "closed_unit": _("%(unit)s is closed here and stays closed."),
    "lost_letters": _(
        "%(count)s names have a question mark where a letter was lost, such as %(example)s. UTF-8 keeps them."
    ),
    "kept_emails": _(
        "The e-mail address of %(people)s stays as it is: it is a way into an account that may do more than whoever "
        "imports the files."
    ),
    "not_oneself": _(
        "Nobody becomes a leader by their own import, here of %(units)s. Let somebody else import the same files."
    ),
    "over_full": _("%(count)s people have more than 100 per cent in all."),
    "large_change": _("%(count)s of %(active)s people who work here now are not in the file and would end today."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that becomes different. `what` has the value before and after by field, as texts."""

    noun: str
    kind: str
    code: str  # of the unit, or the person's number
    name: str
    what: dict[str, tuple[str, str]] = field(default_factory=dict)
    line: int = 0  # in the file; 0 = because it is not there

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("noun", "kind", "code", "name", "what", "line")}


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know that changes nothing."""

    code: str
    params: dict[str, Any]

    @property
    def sentence(self) -> str:
        return str(NOTES[self.code]) % {name: shorten(value) for name, value in self.params.items()}

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "sentence": self.sentence, "params": self.params}


@dataclass
class Findings:
    """What one part of the planning found: changes to show, faults of the file against the hub, things to know."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(self, noun: str, kind: str, code: str, name: str, what: dict[str, tuple[str, str]], line: int = 0) -> None:
        self.changes.append(Change(noun, kind, code, name, what, line))

    def note(self, code: str, /, **params: Any) -> None:
        self.notes.append(Note(code, params))


def counts_of(changes: Iterable[Change]) -> dict[str, dict[str, int]]:
    counts = {noun: dict.fromkeys(kinds, 0) for noun, kinds in KINDS.items()}
    for change in changes:
        counts[change.noun][change.kind] += 1
    return counts


def fingerprint(changes: Iterable[Change]) -> str:
    """Equal for two plans that change the same: what was shown is what is applied."""
    text = json.dumps([change.as_json() for change in changes], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def shown(value: Any) -> str:
    """A value as a change keeps it: dates as ISO, percentages without needless zeros, nothing as an empty text."""
    if value is None or value == "":
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if hasattr(value, "normalize"):
        return f"{value.normalize():f}"
    return str(value)
