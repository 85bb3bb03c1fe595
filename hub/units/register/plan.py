"""Holds an export against the hub: what would change, what stands in the way, and the steps to take."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hub.units.models import Unit
from hub.units.register.changes import Findings, counts_of, fingerprint
from hub.units.register.faults import Fault, listed
from hub.units.register.leaving_out import CONSEQUENCES, leave_out
from hub.units.register.people import PeoplePlan
from hub.units.register.reading import in_order, read
from hub.units.register.roles import RolePlan, plan_roles
from hub.units.register.rows import Export
from hub.units.register.state import Hub, open_codes
from hub.units.register.units import TreePlan, plan_units

FILES = ("units.csv", "people.csv")


@dataclass
class Steps:
    """What applying does, in this order."""

    units: TreePlan
    people: PeoplePlan
    roles: RolePlan


@dataclass
class Plan:
    """What an import would do. `faults` are every fault that was found; `steps` is None when they forbid to go on."""

    found: Findings
    faults: list[Fault]
    steps: Steps | None = None

    @property
    def is_refused(self) -> bool:
        return self.steps is None

    @property
    def is_empty(self) -> bool:
        return not self.found.changes

    @property
    def is_large(self) -> bool:
        """Whether so many people would end that the export is rather incomplete."""
        return self.steps is not None and self.steps.people.is_large

    def as_json(self) -> dict[str, Any]:
        """The report: {"counts": {noun: {kind: n}}, "changes": [...], "notes": [...], "faults": [...], ...}."""
        return {
            "refused": self.is_refused,
            "large": self.is_large,
            "fingerprint": fingerprint(self.found.changes),
            "counts": counts_of(self.found.changes),
            "notes": [note.as_json() for note in self.found.notes],
            "faults": [fault.as_json() for fault in self.faults],
            "changes": [change.as_json() for change in self.found.changes],
        }


def make_plan(
    units: bytes, people: bytes, files: tuple[str, str] = FILES, skip_bad_rows: bool = False, by: Any = None
) -> Plan:
    """Read two files and plan their import. `skip_bad_rows`: list the faulty rows, and plan the others.

    `by`: who imports, and within whose reach it has to stay; None on the command line.
    """
    known = open_codes()
    export = read(units, people, files, known)
    if not export.readable:
        return Plan(Findings(), in_order(export.faults, files))
    own = list(export.faults)
    if own:
        export = leave_out(export, own, files, known)
    found, steps = _hold_against_hub(export, files, known, by)
    while found.faults and skip_bad_rows:
        export = leave_out(export, found.faults, files, known)
        found, steps = _hold_against_hub(export, files, known, by)
    if skip_bad_rows:
        return Plan(found, in_order(export.faults, files), steps)
    # Rows of the hub's own faults are looked for among the good rows too, so that all is said in one go.
    faults = in_order([*own, *(fault for fault in found.faults if fault.code not in CONSEQUENCES)], files)
    return Plan(Findings(), faults) if faults else Plan(found, [], steps)


def _hold_against_hub(
    export: Export, files: tuple[str, str], known: Collection[str], by: Any
) -> tuple[Findings, Steps]:
    found, hub = Findings(), Hub.now(by)
    for file, columns in export.unread.items():
        found.note("unread_columns", file=file, columns=listed(columns, 20))
    tree = plan_units(export, hub, files[0], found)
    if found.faults:  # look through the rest without the units that cannot be placed
        export = leave_out(export, found.faults, files, known)
    _look_for_closed_units(export, hub, tree.places, files[1], found)
    people = PeoplePlan(export, hub, tree.places, files[1], found)
    people.plan()
    roles = plan_roles(export, hub, tree.places, people, found)
    _note_names_and_hours(export, found)
    return found, Steps(tree, people, roles)


def _look_for_closed_units(export: Export, hub: Hub, places: dict[str, Unit], file: str, found: Findings) -> None:
    for post in export.posts:
        unit = places[post.unit]
        if unit.closed_on and (post.ends_on is None or post.ends_on >= hub.today):
            found.faults.append(Fault(file, post.line, "closed_unit", {"unit": f"{unit.name} ({post.unit})"}))


def _note_names_and_hours(export: Export, found: Findings) -> None:
    lost = {post.number: post.name for post in export.posts if "?" in post.name}
    if lost:
        found.note("lost_letters", count=len(lost), example=next(iter(lost.values())))
    total: dict[str, Decimal] = defaultdict(Decimal)
    for post in export.posts:
        total[post.number] += post.percent or 0
    if count := sum(percent > 100 for percent in total.values()):
        found.note("over_full", count=count)
