"""The communication plan of a room as one reader sees it."""

from dataclasses import dataclass
from typing import Any

from hub.projects.models import PlanRow
from hub.units.models import Notice


@dataclass
class Shown:
    row: PlanRow
    notice: Notice | None  # that came of it, where this reader may see it


@dataclass
class Plan:
    rows: list[Shown]

    @property
    def done(self) -> int:
        return sum(shown.row.now == PlanRow.State.DONE for shown in self.rows)

    @property
    def next(self) -> PlanRow | None:
        """The first that is not done and has a day."""
        undone = (shown.row for shown in self.rows if shown.row.now != PlanRow.State.DONE and shown.row.due_on)
        return next(undone, None)


def plan_of(room: int, reader: Any) -> Plan:
    """Two queries, however many rows."""
    rows = list(PlanRow.objects.visible_to(reader).filter(room=room).as_shown())
    return Plan(with_notices(rows, reader))


def with_notices(rows: list[PlanRow], reader: Any) -> list[Shown]:
    wanted = [row.notice_id for row in rows if row.notice_id]
    seen = Notice.objects.visible_to(reader).defer("body").in_bulk(wanted) if wanted else {}
    return [Shown(row, seen.get(row.notice_id)) for row in rows]
