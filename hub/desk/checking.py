"""Links to other web sites, looked at gently: one after the other, each web site once in a round."""

import logging
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from hub.desk.fetching import look
from hub.units.models import OutsideAddress

logger = logging.getLogger(__name__)
A_ROUND = 20  # addresses
ALL_SILENT = 3  # web sites; when so many are asked and none answers, it is we who have no network


def check_soon(now: datetime) -> None:
    """Let the worker look at what is due, unless it is waiting to already."""
    if not settings.CHECK_LINKS or DBTaskResult.objects.ready().filter(task_path=check_links.module_path).exists():
        return
    if _due(now).exists():
        check_links.enqueue()


@task()
def check_links() -> None:
    check(timezone.now())


def check(now: datetime) -> int:
    """One round; how many addresses were looked at. Nothing is noted when the network seems to be away."""
    if not settings.CHECK_LINKS:
        return 0
    chosen: dict[str, OutsideAddress] = {}
    for address in _due(now).order_by("next_at", "pk")[: A_ROUND * 10]:
        chosen.setdefault(address.host, address)
    answers = [(address, *look(address.address)) for address in list(chosen.values())[:A_ROUND]]
    unheard = [status is None and state == OutsideAddress.State.SILENT for _address, state, status in answers]
    if len(answers) >= ALL_SILENT and all(unheard):
        logger.warning("No web site answered. Links to other web sites are looked at later.")
        return 0
    for address, state, status in answers:
        address.answered(state, now, status)
    return len(answers)


def _due(now: datetime) -> QuerySet[OutsideAddress]:
    addresses = OutsideAddress.objects.order_by()
    linked = addresses.filter(links__isnull=False).values("pk")
    offered = addresses.filter(services__removed_at=None, services__isnull=False).values("pk")
    return OutsideAddress.objects.filter(next_at__lte=now, pk__in=linked.union(offered))
