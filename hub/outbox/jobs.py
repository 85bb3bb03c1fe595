from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from hub.outbox.models import Letter
from hub.outbox.tasks import deliver
from hub.schedule.jobs import every

KEPT = timedelta(days=30)  # what was sent; so long no other is written under the same key
FAILED_KEPT = timedelta(days=90)


@every(minutes=1)
def send_what_is_due(now: datetime) -> None:
    """What waited for its time or for the mail server, and what a worker has lost."""
    if Letter.objects.due(now).exists() and not DBTaskResult.objects.ready().filter(task_path=deliver.module_path):
        deliver.enqueue()


@every(minutes=60)
def forget_letters(now: datetime) -> None:
    over = Letter.objects.filter(state__in=[Letter.State.SENT, Letter.State.DROPPED], made_at__lt=now - KEPT)
    over.delete()
    Letter.objects.filter(state=Letter.State.FAILED, made_at__lt=now - FAILED_KEPT).delete()
