"""Going on without the bad rows, when somebody has said so: what hangs on a row that is left out is left out too."""

from collections.abc import Collection
from dataclasses import replace

from hub.units.register.faults import Fault
from hub.units.register.rows import Export, Skipped, UnitRow

CONSEQUENCES = frozenset({"parent_left_out", "unit_left_out"})


def leave_out(export: Export, faults: list[Fault], files: tuple[str, str], known: Collection[str]) -> Export:
    """The export without the rows that `faults` name, and without the rows that need those."""
    lines = {(fault.file, fault.line) for fault in faults}
    units = [unit for unit in export.units if (files[0], unit.line) not in lines]
    known_faults = {id(fault) for fault in export.faults}
    faults = [*export.faults, *(fault for fault in faults if id(fault) not in known_faults)]
    while orphans := _orphans(units, known):
        faults += [Fault(files[0], unit.line, "parent_left_out", {"parent": unit.parent}) for unit in orphans]
        gone = {unit.line for unit in orphans}
        units = [unit for unit in units if unit.line not in gone]
    codes = {unit.code for unit in units}.union(known)
    left = export.skipped.codes | {unit.code for unit in export.units} - codes
    posts, texts = [], set(export.skipped.texts)
    for post in export.posts:
        if post.unit not in codes:
            faults.append(Fault(files[1], post.line, "unit_left_out", {"unit": post.unit}))
        if post.unit in codes and (files[1], post.line) not in lines:
            posts.append(post)
        else:
            texts.add(post.number)
    return replace(export, units=units, posts=posts, faults=faults, skipped=Skipped(texts, left, export.skipped.names))


def _orphans(units: list[UnitRow], known: Collection[str]) -> list[UnitRow]:
    codes = {unit.code for unit in units}.union(known)
    return [unit for unit in units if unit.parent and unit.parent not in codes]
