"""What is to be done by the clock.

    @every(minutes=1)
    def publish_due(now):
        Page.objects.due(now)...

A job does all that is due at `now`, and not only what became due in the last minute: so what was missed while no worker
ran, or while a run failed, is made good by the next. It is quick; long work it hands to a task.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Max
from django_tasks_db.models import DBTaskResult

from hub.schedule.models import Slot

logger = logging.getLogger(__name__)
Work = Callable[[datetime], object]
KEPT = timedelta(days=2)
TASKS_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Job:
    """Work that is done once in every slot of `minutes`, counted from midnight UTC."""

    name: str
    minutes: int
    work: Work

    def run(self, now: datetime) -> bool:
        """Do the work if nobody else has this slot. Whether it was done here; a failure is logged, never raised."""
        slot = Slot.objects.claim(self.name, self.slot_at(now))
        if slot is None:
            return False
        try:
            self.work(now)
        except Exception:
            logger.exception("The job %s failed; it runs again in its next slot.", self.name)
        else:
            slot.finish()
        return True

    def slot_at(self, now: datetime) -> datetime:
        """The start of the slot in which `now` lies."""
        seconds = self.minutes * 60
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


registered: dict[str, Job] = {}


def every(minutes: int) -> Callable[[Work], Work]:
    """Register a function as a job. `minutes` divides a day, so that slots begin at midnight UTC."""

    def register(work: Work) -> Work:
        name = f"{work.__module__}.{work.__qualname__}".removeprefix("hub.")
        registered[name] = Job(name, minutes, work)
        return work

    return register


def last_tick() -> datetime | None:
    """When a worker was last seen to work by the clock; `/readyz` tells it on."""
    return Slot.objects.aggregate(latest=Max("ran_at"))["latest"]


@every(minutes=1)
def show_life(now: datetime) -> None:
    """Nothing to do: that it ran is what `last_tick` tells."""


@every(minutes=60)
def forget_slots(now: datetime) -> None:
    """A slot is only needed until no worker's clock can still be in it."""
    Slot.objects.started_before(now - KEPT).delete()


@every(minutes=60)
def forget_tasks(now: datetime) -> None:
    """Tasks that are done, or have failed long enough ago for somebody to look: their arguments are about people."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - TASKS_KEPT).delete()
