"""How often a thing was opened: a sum for each thing, unit and week, and nothing else.

What must not be written down cannot be found out later: there is no person, no moment and no order of events here, and
the units that are so small that a sum would point at somebody have none.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from hub.units.models import Membership, Unit
from hub.units.models.memberships import ids, works_in

WEEKS = 13  # that are kept, and that count: a quarter of a year
SMALLEST = 5  # people who work in a unit, for it to have sums of its own


class Openings(models.Model):
    """How often one thing was opened in a unit in a week. The top unit's row counts the whole municipality."""

    kind = models.CharField(max_length=20)  # of the source
    key = models.PositiveBigIntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    week = models.DateField()  # its Monday
    times = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["unit", "week", "kind", "key"], name="openings_once_a_week")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.times}"

    @classmethod
    @transaction.atomic
    def add(cls, kind: str, key: int, reader: Any) -> None:
        """One more, where `reader` works and in the municipality. Who it was ends here."""
        week = week_of(timezone.localdate())
        for unit in sorted(counted_in(reader)):
            row: dict[str, Any] = {"kind": kind, "key": key, "unit_id": unit, "week": week}
            cls.objects.get_or_create(**row)
            cls.objects.filter(**row).update(times=F("times") + 1)

    @classmethod
    def forget(cls, now: datetime) -> None:
        cls.objects.filter(week__lt=first_week(timezone.localdate(now))).delete()

    @classmethod
    def seen_from(cls, reader: Any) -> QuerySet[Any, Any]:
        """Sums (kind, key, unit, unit__name, unit__parent, n) of where `reader` works, and of the municipality."""
        kept = cls.objects.filter(week__gte=first_week(timezone.localdate())).order_by()
        here = kept.filter(Q(unit__in=works_at(reader)) | Q(unit__parent=None))
        return here.values("kind", "key", "unit", "unit__name", "unit__parent").annotate(n=Sum("times"))

    @classmethod
    def of_all(cls, kind: str, keys: list[int]) -> dict[int, int]:
        """How often each of these things was opened in the whole municipality."""
        kept = cls.objects.filter(week__gte=first_week(timezone.localdate()), kind=kind, key__in=keys).order_by()
        return dict(kept.filter(unit__parent=None).values_list("key").annotate(n=Sum("times")))


def works_at(reader: Any) -> list[int]:
    """The very units where `reader` has a post."""
    return sorted({ids(path)[-1] for path in works_in(reader)})


def counted_in(reader: Any) -> set[int]:
    """The units of `reader` that are large enough, and the top."""
    people = Membership.objects.of_active().filter(unit__in=works_at(reader)).order_by()
    large = people.values("unit").annotate(n=models.Count("user", distinct=True)).filter(n__gte=SMALLEST)
    return {*large.values_list("unit", flat=True), *Unit.objects.top().values_list("pk", flat=True)}


def week_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def first_week(today: date) -> date:
    """The oldest week that counts."""
    return week_of(today) - timedelta(weeks=WEEKS - 1)
