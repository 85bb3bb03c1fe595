"""The plan for the tree: which units are new, renamed, moved. A unit is known by its code, whatever else changes."""

from dataclasses import dataclass, field

from hub.units.models import Unit
from hub.units.register.changes import Findings
from hub.units.register.faults import Fault, listed
from hub.units.register.rows import Export, UnitRow
from hub.units.register.state import Hub
from hub.units.register.values import unharmed


@dataclass
class TreePlan:
    """Steps in the order to take them: every unit after the one above it. `places` finds the unit of a code."""

    places: dict[str, Unit] = field(default_factory=dict)
    new: list[Unit] = field(default_factory=list)  # with their parent
    renamed: list[tuple[Unit, str]] = field(default_factory=list)
    moved: list[tuple[Unit, Unit]] = field(default_factory=list)
    described: list[tuple[Unit, dict[str, str]]] = field(default_factory=list)


def plan_units(export: Export, hub: Hub, file: str, found: Findings) -> TreePlan:
    """Plan the tree of an export; `file` is what the faults call the file of units."""
    plan = TreePlan(places={code: hub.acting(unit) for code, unit in hub.by_code().items()})
    used = _place_rows(export.units, hub, plan, file, found)
    ordered = _from_the_top(used, hub, plan, file, found)
    for row in ordered:
        unit, parent = plan.places[row.code], plan.places.get(row.parent)
        if unit._state.adding:
            unit.parent = parent
            plan.new.append(unit)
            found.add("units", "new", row.code, row.name, {"parent": ("", _title(parent))}, row.line)
        else:
            _compare(row, unit, parent, plan, found)
    _note_left_out(export, hub, found)
    return plan


def _place_rows(rows: list[UnitRow], hub: Hub, plan: TreePlan, file: str, found: Findings) -> list[UnitRow]:
    """Find or make the unit of each row; the rows of units that are merged or closed in the hub are passed over."""
    by_code, nameless = hub.by_code(), _without_code(hub)
    used = []
    for row in rows:
        unit = by_code.get(row.code) or nameless.pop(row.name.casefold(), None)
        if unit is None and not row.parent and hub.top and not hub.top.code:
            unit = hub.top
        if _is_another_top(row, unit, hub):
            found.faults.append(Fault(file, row.line, "other_top", {"name": row.name, "top": str(hub.top)}))
        elif unit and unit.merged_into_id:
            found.note("merged_unit", unit=unit.name, other=hub.acting(unit).name)
        elif unit and unit.closed_on:
            found.note("closed_unit", unit=unit.name)
        else:
            plan.places[row.code] = unit or Unit(code=row.code, name=row.name, kind=row.kind or "")
            used.append(row)
    return used


def _without_code(hub: Hub) -> dict[str, Unit]:
    """Units that somebody made by hand before the first import, by name; only where one name means one unit."""
    units = [unit for unit in hub.units.values() if not unit.code and unit.is_open and unit.parent_id]
    names = [unit.name.casefold() for unit in units]
    return {name: unit for name, unit in zip(names, units, strict=True) if names.count(name) == 1}


def _is_another_top(row: UnitRow, unit: Unit | None, hub: Hub) -> bool:
    return hub.top is not None and (not row.parent) != (unit is hub.top)


def _from_the_top(rows: list[UnitRow], hub: Hub, plan: TreePlan, file: str, found: Findings) -> list[UnitRow]:
    """The rows ordered so that each comes after the unit above it. Circles and closed parents are faults."""
    above = {_key(unit): _key(unit.parent) for unit in hub.units.values()}
    above |= {_key(plan.places[row.code]): _key(plan.places.get(row.parent)) for row in rows}
    depths = {}
    for row in rows:
        parent = plan.places.get(row.parent)
        depth = _depth(_key(plan.places[row.code]), above)
        if parent and parent.closed_on:
            found.faults.append(Fault(file, row.line, "closed_unit", {"unit": parent.name}))
        elif depth is None:
            found.faults.append(Fault(file, row.line, "unit_cycle", {"codes": listed([row.code, row.parent])}))
        else:
            depths[row.line] = depth
    return sorted((row for row in rows if row.line in depths), key=lambda row: depths[row.line])


def _key(unit: Unit | None) -> int | str | None:
    return (unit.pk or unit.code) if unit else None


def _depth(key: int | str | None, above: dict[int | str | None, int | str | None]) -> int | None:
    """How many units stand above; None when the way up comes round to where it began."""
    seen: set[int | str] = set()
    while key is not None:
        if key in seen:
            return None
        seen.add(key)
        key = above.get(key)
    return len(seen)


def _compare(row: UnitRow, unit: Unit, parent: Unit | None, plan: TreePlan, found: Findings) -> None:
    name = unharmed(unit.name, row.name)
    if unit.name != name:
        plan.renamed.append((unit, name))
        found.add("units", "renamed", row.code, name, {"name": (unit.name, name)}, row.line)
    if parent and unit.parent is not parent:
        plan.moved.append((unit, parent))
        what = {"parent": (_title(unit.parent), _title(parent))}
        found.add("units", "moved", row.code, row.name, what, row.line)
    details = {"code": row.code} if unit.code != row.code else {}
    if row.kind is not None and row.kind != unit.kind:
        details["kind"] = row.kind
    if details:
        plan.described.append((unit, details))
        what = {name: (getattr(unit, name) or "", value) for name, value in details.items()}
        found.add("units", "changed", row.code, row.name, what, row.line)


def _title(unit: Unit | None) -> str:
    return f"{unit.name} ({unit.code})" if unit and unit.code else str(unit or "")


def _note_left_out(export: Export, hub: Hub, found: Findings) -> None:
    codes = {row.code for row in export.units} | export.skipped.codes
    left_out = [_title(unit) for unit in hub.units.values() if unit.code and unit.is_open and unit.code not in codes]
    if left_out:
        found.note("units_left_out", units=listed(left_out))
