"""What no row shows alone: the same code twice, a circle of units, a number with two names."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from hub.units.register.faults import listed
from hub.units.register.rows import PostRow, UnitRow
from hub.units.register.tables import Row

Units = list[tuple[Row, UnitRow]]
Posts = list[tuple[Row, PostRow]]
T = TypeVar("T")
DEEPEST = 25  # levels; Unit.path has room for so many ids of nine digits


def check_units(pairs: Units, codes: set[str]) -> None:
    """Faults between rows of units, noted at each row that takes part. `codes` are all that a unit may be under."""
    for code, same in _groups(pairs, lambda unit: unit.code).items():
        if code and len(same) > 1:
            _fault_all(same, "double_unit", code=code, names=listed(unit.name for _, unit in same))
    for row, unit in pairs:
        if unit.parent and unit.parent not in codes:
            row.fault("unknown_parent", parent=unit.parent)
    by_code = {unit.code: (row, unit) for row, unit in reversed(pairs) if unit.code}
    for circle in _circles(by_code):
        shown = " → ".join([*circle, circle[0]]) if len(circle) < 9 else listed(circle)
        for code in circle:
            by_code[code][0].fault("unit_cycle", codes=shown)
    _one_top(pairs, by_code)


def _circles(by_code: dict[str, tuple[Row, UnitRow]]) -> Iterator[list[str]]:
    """Each circle of codes once, beginning with the unit that stands first in the file."""
    settled: set[str] = set()
    for start in by_code:
        path: dict[str, int] = {}
        code = start
        while code in by_code and code not in settled and code not in path:
            path[code] = len(path)
            code = by_code[code][1].parent
        if code in path:
            circle = list(path)[path[code] :]
            first = min(range(len(circle)), key=lambda at: by_code[circle[at]][1].line)
            yield circle[first:] + circle[:first]
        settled.update(path)


def _depths(by_code: dict[str, tuple[Row, UnitRow]]) -> dict[str, tuple[str, int]]:
    """For each code the uppermost unit above it in the file, and how many levels below that it stands."""
    found: dict[str, tuple[str, int]] = {}
    for start in by_code:
        path: dict[str, None] = {}
        code = start
        while code in by_code and code not in found and code not in path:
            path[code] = None
            code = by_code[code][1].parent
        top, depth = found.get(code) or (next(reversed(path), code), -1)
        for code in reversed(path):
            depth += 1
            found[code] = (top, depth)
    return found


def _one_top(pairs: Units, by_code: dict[str, tuple[Row, UnitRow]]) -> None:
    """Only the municipality stands at the top. Of several such rows it is the one with most units below it."""
    depths = _depths(by_code)
    for code, (_, depth) in depths.items():
        if depth > DEEPEST:
            by_code[code][0].fault("too_deep", limit=DEEPEST)
    tops = [(row, unit) for row, unit in pairs if not unit.parent and unit.code and "parent" in row.cells]
    if len(tops) < 2:
        return
    below = Counter(top for top, _ in depths.values())
    _, real = max(tops, key=lambda pair: (below[pair[1].code], -pair[1].line))
    for row, unit in tops:
        if unit.code != real.code:
            row.fault("second_top", top=f"{real.name} ({real.code})", line=real.line)


def check_posts(pairs: Posts, codes: set[str] | None) -> None:
    """Faults between rows of posts, and posts in unknown units. Without `codes` the units are not looked at."""
    for row, post in pairs:
        if codes is not None and post.unit and post.unit not in codes:
            row.fault("unknown_unit", unit=post.unit)
    for number, same in _groups(pairs, lambda post: post.number).items():
        if number and len(same) > 1:
            _one_person(number, same)
    for email, same in _groups(pairs, lambda post: post.email).items():
        numbers = _different(post.number for _, post in same if post.number)
        if email and len(numbers) > 1:
            _fault_all(same, "shared_email", email=email, numbers=listed(numbers))
    _no_post_twice(pairs)


def _one_person(number: str, same: Posts) -> None:
    names = _different(post.name for _, post in same if post.name)
    emails = _different(post.email for _, post in same if post.email)
    if len(names) > 1:
        _fault_all(same, "two_names", number=number, names=listed(names))
    if len(emails) > 1:
        _fault_all(same, "two_emails", number=number, emails=listed(emails))


def _no_post_twice(pairs: Posts) -> None:
    """Only a row that is the same in everything: somebody may well hold two posts of 20 per cent in one unit."""
    first: dict[Hashable, int] = {}
    for row, post in pairs:
        if post.number and not row.faults:
            line = first.setdefault(replace(post, line=0), post.line)
            if line != post.line:
                row.fault("double_post", number=post.number, line=line)


def _fault_all(pairs: Iterable[tuple[Row, Any]], fault: str, **params: str) -> None:
    for row, _ in pairs:
        row.fault(fault, **params)


def _groups(pairs: Iterable[tuple[Row, T]], key: Callable[[T], str | None]) -> dict[str, list[tuple[Row, T]]]:
    groups: dict[str, list[tuple[Row, T]]] = defaultdict(list)
    for row, item in pairs:
        groups[key(item) or ""].append((row, item))
    return groups


def _different(texts: Iterable[str | None]) -> list[str]:
    """The texts that differ in more than upper and lower case, as they stand first."""
    return list({(text or "").casefold(): text or "" for text in texts}.values())
