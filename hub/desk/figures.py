"""Pictures of the desk, drawn on the server as plain SVG; the numbers stand beside them as a table."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from hub.units.models import Page

MONTHS = 12
WIDTH, HEIGHT, GAP = 60, 120, 12  # of a bar, in the drawing's own units


@dataclass
class Bar:
    month: date | None  # None: the day has passed
    number: int
    x: int
    height: int

    @property
    def y(self) -> int:
        return HEIGHT - self.height

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2


@dataclass
class Chart:
    bars: list[Bar]

    @property
    def width(self) -> int:
        return len(self.bars) * (WIDTH + GAP)

    @property
    def pages(self) -> int:
        return sum(bar.number for bar in self.bars)

    @property
    def highest(self) -> Bar:
        return max(self.bars, key=lambda bar: bar.number)


def due_by_month(user: Any) -> Chart:
    """How many pages are to be reviewed: those past their day, then month by month for a year. One query."""
    today = timezone.localdate()
    last = month_after(today, MONTHS - 1)
    pages = Page.objects.allowing(user, "edit").live().filter(review_on__lt=month_after(last, 1)).order_by()
    counts: Counter[date | None] = Counter()
    for day, number in pages.values_list("review_on").annotate(n=Count("pk")):
        counts[None if day < today else day.replace(day=1)] += number
    months = [None, *(month_after(today, n) for n in range(MONTHS))]
    most = max(counts.values(), default=0) or 1
    return Chart([
        Bar(month, counts[month], place * (WIDTH + GAP), round(HEIGHT * counts[month] / most))
        for place, month in enumerate(months)
    ])  # fmt: skip


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
