from datetime import datetime
from typing import Self

from django.db import models
from django.utils.timezone import now


class SlotQuerySet(models.QuerySet["Slot"]):
    def claim(self, job: str, starts_at: datetime) -> "Slot | None":
        """The slot, for the one worker that comes first; None for all others. The unique key decides who that is."""
        slot, is_mine = self.get_or_create(job=job, starts_at=starts_at)
        return slot if is_mine else None

    def started_before(self, moment: datetime) -> Self:
        return self.filter(starts_at__lt=moment)


class Slot(models.Model):
    """A stretch of time in which a job ran, or was begun and failed: then `ran_at` stays empty."""

    job = models.CharField(max_length=100)
    starts_at = models.DateTimeField(db_index=True)
    ran_at = models.DateTimeField(null=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "starts_at"], name="one_run_per_slot")]

    def __str__(self) -> str:
        return f"{self.job} {self.starts_at:%Y-%m-%d %H:%M}"

    def finish(self) -> None:
        self.ran_at = now()
        self.save(update_fields=["ran_at"])
