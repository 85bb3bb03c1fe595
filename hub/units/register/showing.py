"""A plan in words, for the command line and for the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.units.models import Role
from hub.units.register.changes import KINDS, NOTES
from hub.units.register.faults import SENTENCES, shorten
from hub.units.register.plan import Plan

TITLES: dict[str, str | Promise] = {
    "units-new": _("New units"),
    "units-renamed": _("Units with a new name"),
    "units-moved": _("Units that move in the tree"),
    "units-changed": _("Units with new details"),
    "people-new": _("New people"),
    "people-ended": _("People who end"),
    "people-returned": _("People who are back"),
    "people-changed": _("People with new details"),
    "posts-new": _("New posts"),
    "posts-moved": _("People who move to another unit"),
    "posts-ended": _("Posts that end"),
    "posts-returned": _("Posts that are taken up again"),
    "posts-changed": _("Posts with new details"),
    "roles-given": _("New leaders"),
    "roles-taken": _("People who no longer lead"),
    "roles-changed": _("Leaders for another period"),
}
FIELDS: dict[str, str | Promise] = {
    "name": _("name"),
    "parent": _("unit above"),
    "kind": _("kind"),
    "code": _("code"),
    "given_name": _("given name"),
    "family_name": _("family name"),
    "email": _("e-mail"),
    "internal_number": _("internal number"),
    "active_from": _("first day"),
    "active_to": _("last day"),
    "starts_on": _("first day"),
    "ends_on": _("last day"),
    "last_day": _("last day in the old post"),
    "unit": _("unit"),
    "title": _("title"),
    "percent": _("percentage"),
    "role": _("role"),
}
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True)
class Group:
    """The changes of one kind: its key ("posts-moved"), what it is called, how many."""

    key: str
    title: str
    count: int


def groups(counts: dict[str, dict[str, int]]) -> list[Group]:
    """The kinds of change that there are, in order."""
    keys = [(f"{noun}-{kind}", counts.get(noun, {}).get(kind, 0)) for noun, kinds in KINDS.items() for kind in kinds]
    return [Group(key, str(TITLES[key]), count) for key, count in keys if count]


def headline(plan: Plan, dry_run: bool = False) -> str:
    """What came of it, in a sentence or two."""
    rows = len({(fault.file, fault.line) for fault in plan.faults})
    if plan.is_refused:
        count = len(plan.faults)
        return ngettext("%(count)s fault. Nothing was changed.", "%(count)s faults. Nothing was changed.", count) % {
            "count": count
        }
    left_out = ngettext("%(count)s row was left out.", "%(count)s rows were left out.", rows) % {"count": rows}
    if plan.is_empty:
        said = (
            _g("The hub is as the other rows say.") if rows else _g("The hub is as the files say. Nothing was changed.")
        )
    elif dry_run:
        said = _g("This is what an import would change. Nothing was changed.")
    else:
        said = _g("The import is done.")
    return f"{left_out} {said}" if rows else said


def values(what: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(name of the field, before, after) of a kept change; before is empty where only the value counts."""
    for name, (was, now) in what.items():
        yield str(FIELDS.get(name, name)), "" if was == now else _readable(name, was), _readable(name, now)


def _readable(name: str, value: str) -> str:
    if name == "percent" and value:
        return value.replace(".", ",") + " %"
    if name == "role":
        return str(Role(value).label)
    if found := _ISO_DATE.fullmatch(value):
        return "{2}.{1}.{0}".format(*found.groups())
    return value


def fault_sentence(fault: dict[str, Any]) -> str:
    """The sentence of a kept fault in the reader's language."""
    return _sentence(SENTENCES, fault)


def note_sentence(note: dict[str, Any]) -> str:
    return _sentence(NOTES, note)


def _sentence(sentences: dict[str, str | Promise], kept: dict[str, Any]) -> str:
    if kept.get("code") not in sentences:  # kept by another version, in its words
        return str(kept.get("sentence", ""))
    return str(sentences[kept["code"]]) % {name: shorten(value) for name, value in kept["params"].items()}
