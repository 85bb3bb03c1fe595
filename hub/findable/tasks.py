from django_tasks import task
from django_tasks_db.models import DBTaskResult

from hub.findable.models import Mark
from hub.findable.sources import registered
from hub.findable.writing import bring_in, is_old, rebuild

BY_HAND = 10  # so many changes are brought in at once, before the answer; more are left to the worker


def bring_in_soon() -> None:
    """What one person has changed can be found when they are answered, worker or not; the rest waits for the worker."""
    slow = [source.kind for source in registered.values() if source.by_worker]
    waiting = list(Mark.objects.values_list("kind", flat=True)[: BY_HAND + 1])
    if len(waiting) <= BY_HAND and any(kind not in slow for kind in waiting):
        bring_in(slow=False)
        waiting = [kind for kind in waiting if kind in slow]
    if waiting and not DBTaskResult.objects.ready().filter(task_path=bring_in_all.module_path).exists():
        bring_in_all.enqueue()


@task()
def bring_in_all() -> None:
    """Everything that is marked, a piece at a time."""
    while bring_in():
        pass


@task()
def build_anew() -> None:
    """The index after an upgrade, unless another has built it meanwhile."""
    if is_old():
        rebuild()
