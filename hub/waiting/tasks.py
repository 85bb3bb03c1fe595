from django.utils import timezone
from django_tasks import task

from hub.waiting import digests, urgent


@task()
def make_digests() -> None:
    if run := digests.due_run(timezone.now()):
        digests.make(run)


@task()
def make_urgent() -> None:
    urgent.make(timezone.now())
