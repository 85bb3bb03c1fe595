"""How an alert went: when it was read, by how large a share, and how the roll-call went."""

from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from hub.alerts.models import Acknowledgement, Alert, Answer, ScreenRecord


@dataclass
class Report:
    """Times are in seconds from when the alert was sent."""

    alert: Alert
    read: list[float] = field(default_factory=list)  # by each who has read it, the first first
    heard: list[float] = field(default_factory=list)  # in the roll-call, of each
    screens: int = 0

    @property
    def share(self) -> float:
        """Of the people in the area when it was sent, those who have read it, in per cent."""
        return round(100 * min(len(self.read), self.alert.people) / self.alert.people, 1) if self.alert.people else 0.0

    @property
    def heard_share(self) -> float:
        people = self.alert.people
        return round(100 * min(len(self.heard), people) / people, 1) if people else 0.0

    @property
    def first(self) -> float | None:
        return self.read[0] if self.read else None

    @property
    def middle(self) -> float | None:
        return median(self.read) if self.read else None

    @property
    def last(self) -> float | None:
        return self.read[-1] if self.read else None

    @property
    def heard_middle(self) -> float | None:
        return median(self.heard) if self.heard else None

    @property
    def lasted(self) -> float | None:
        alert = self.alert
        return (alert.ended_at - alert.sent_at).total_seconds() if alert.sent_at and alert.ended_at else None


def reports_of(alerts: Any) -> list[Report]:
    """Of alerts that were sent; four queries, however many."""
    reports = {alert.pk: Report(alert) for alert in alerts}
    for name, rows in (("read", Acknowledgement), ("heard", Answer)):
        for pk, seconds in _firsts(rows, reports):
            getattr(reports[pk], name).append(seconds)
    seen = ScreenRecord.objects.filter(alert__in=reports).order_by().values_list("alert", "screen").distinct()
    for pk, _screen in seen:
        reports[pk].screens += 1
    return list(reports.values())


def _firsts(rows: Any, reports: dict[int, Report]) -> list[tuple[int, float]]:
    """(alert, seconds) of each person's first, in the order of time."""
    firsts: dict[tuple[int, int], datetime] = {}
    for alert, user, at in (
        rows.objects.filter(alert__in=reports).order_by("at", "pk").values_list("alert", "user", "at")
    ):
        firsts.setdefault((alert, user), at)
    found = []
    for (alert, _user), at in firsts.items():
        sent = reports[alert].alert.sent_at
        found.append((alert, max((at - sent).total_seconds(), 0.0) if sent else 0.0))
    return sorted(found, key=lambda one: one[1])
