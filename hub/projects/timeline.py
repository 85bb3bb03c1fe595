"""Projects as lines of time: where each begins and ends, and where its milestones lie."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

WIDTH = 1000
AFTER = timedelta(days=90)  # shown of a project without an end


@dataclass
class Mark:
    x: float
    milestone: Any


@dataclass
class Line:
    """One project, its places in thousandths of the width."""

    project: Any
    x: float
    width: float
    is_open: bool  # no end is set
    marks: list[Mark] = field(default_factory=list)


@dataclass
class Timeline:
    lines: list[Line]
    first: date
    last: date
    today: float


def timeline(projects: list[tuple[Any, list[Any]]]) -> Timeline | None:
    """None where there is nothing to draw. `projects` are (project, its milestones)."""
    if not projects:
        return None
    now = timezone.localdate()
    ends = {project.pk: project.ends_on or max(project.starts_on, now) + AFTER for project, _ in projects}
    first = min(project.starts_on for project, _ in projects).replace(day=1)
    last = max([now, *ends.values()])
    span = max((last - first).days, 1)

    def place(day: date) -> float:
        return round(WIDTH * min(max((day - first).days / span, 0), 1), 1)

    lines = []
    for project, milestones in projects:
        start, end = place(project.starts_on), place(ends[project.pk])
        marks = [Mark(place(milestone.due_on), milestone) for milestone in milestones]
        lines.append(Line(project, start, round(max(end - start, 4), 1), project.ends_on is None, marks))
    return Timeline(lines, first, last, place(now))
