"""The tree of a unit's pages, as far as one reader sees it, in stretches that stay short however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import get_language

from hub.units.for_reader import for_reader
from hub.units.models import Page

COLUMNS = ["id", "unit_id", "parent_id", "language", "original_id", "title"]  # in the order of the model's fields
COLUMNS += ["current_id", "unpublish_at", "review_on", "audience_id"]


class Line(NamedTuple):
    """A page in the tree. A unit may have a thousand, and a row of the database is a tenth of the work of a Page."""

    row: tuple[Any, ...]  # COLUMNS
    place: int  # the number of its original, by which the tree hangs together
    above: "Line | None"

    @property
    def page(self) -> Page:
        return Page.from_db(DEFAULT_DB_ALIAS, COLUMNS, self.row)


@dataclass
class PageRow:
    page: Page
    below: list["PageRow"] = field(default_factory=list)


@for_reader
def rows_of(reader: Any, unit: int) -> Any:
    return Page.objects.visible_to(reader).filter(unit=unit).values_list(*COLUMNS)


def lines_of(reader: Any, unit: int) -> list[Line]:
    """All that the reader may see, in reading order. One whose parent is hidden stands at the top."""
    shown = in_language(rows_of(reader, unit))
    below: dict[int | None, list[int]] = {}
    for place, (_row, parent) in shown.items():
        below.setdefault(parent if parent in shown and parent != place else None, []).append(place)
    lines: list[Line] = []
    waiting: list[tuple[int, Line | None]] = [(place, None) for place in reversed(below.get(None, []))]
    while waiting:
        place, above = waiting.pop()
        lines.append(line := Line(shown[place][0], place, above))
        waiting += [(under, line) for under in reversed(below.get(place, []))]
    return lines


def in_language(rows: list[tuple[Any, ...]]) -> dict[int, tuple[tuple[Any, ...], int | None]]:
    """Each page once, by the number of its original, with the number of its parent.

    It is shown in the reader's language where it is published in that.
    """
    language = (get_language() or "")[:2]
    shown = {row[0]: (row, row[2]) for row in rows if row[4] is None}
    originals = set(shown)
    for row in rows:
        pk, _unit, parent, written_in, original, *_rest = row
        if original in originals and written_in == language and Line(row, pk, None).page.is_live:
            shown[original] = (row, shown[original][1])
        elif original is not None and original not in originals:
            shown[pk] = (row, parent)
    return shown


def tree(lines: Iterable[Line]) -> list[PageRow]:
    """These lines under each other, with those above them that are not among them."""
    tops: list[PageRow] = []
    made: dict[int, PageRow] = {}
    for line in lines:
        for each in [*above(line), line]:
            if each.place not in made:
                row = made[each.place] = PageRow(each.page)
                (made[each.above.place].below if each.above else tops).append(row)
    return tops


def above(line: Line) -> list[Line]:
    """The lines over one, the top first."""
    found: list[Line] = []
    while line.above is not None:
        line = line.above
        found.insert(0, line)
    return found
