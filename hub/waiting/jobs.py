from datetime import datetime
from typing import Any

from django_tasks_db.models import DBTaskResult

from hub.outbox.models import is_day
from hub.schedule.jobs import every
from hub.waiting.digests import due_run
from hub.waiting.tasks import make_digests, make_urgent
from hub.waiting.urgent import untold


@every(minutes=10)
def write_digests(now: datetime) -> None:
    """At seven on working days, or as soon as a worker is there again. One that failed is made to its end."""
    if due_run(now):
        once(make_digests)


@every(minutes=1)
def write_urgent_letters(now: datetime) -> None:
    if is_day(now) and untold(now):
        once(make_urgent)


def once(work: Any) -> None:
    """Unless it waits in the queue already."""
    if not DBTaskResult.objects.ready().filter(task_path=work.module_path).exists():
        work.enqueue()
