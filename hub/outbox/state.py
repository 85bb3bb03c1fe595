"""How the outbox does: numbers for whoever looks after the hub, and nothing of what is in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from hub.outbox.models import Letter, is_day

BEHIND = timedelta(minutes=30)  # a letter that has been due for so long is a sign


@dataclass
class State:
    waiting: int  # to be sent now or at their time
    failed: int  # given up
    sent: int  # in the last 24 hours
    oldest: datetime | None  # of those due since long
    faults: list[Any]  # (kind of error, how many letters)

    @property
    def word(self) -> str:
        if self.oldest:
            return "behind"
        return "failed letters" if self.failed else "ok"


def state() -> State:
    now, of = timezone.now(), Letter.State
    open_ones = Q(state__in=[of.WAITING, of.TAKEN])
    late = open_ones & (Q(tries__gt=0, made_at__lt=now - BEHIND) | Q(due_at__lt=now - BEHIND))
    if not is_day(now):
        late &= Q(at_night=True)
    found = Letter.objects.aggregate(
        waiting=Count("pk", filter=open_ones),
        failed=Count("pk", filter=Q(state=of.FAILED)),
        sent=Count("pk", filter=Q(state=of.SENT, sent_at__gt=now - timedelta(days=1))),
        oldest=Min("made_at", filter=late),
    )
    faults = Letter.objects.exclude(fault="").filter(open_ones | Q(state=of.FAILED)).order_by().values_list("fault")
    return State(**found, faults=list(faults.annotate(n=Count("pk")).order_by("-n", "fault")[:5]))


def word() -> str:
    """For `/readyz`."""
    return state().word


def try_failed_again() -> int:
    """Give the failed letters that are of use still another round. How many."""
    now = timezone.now()
    failed = Letter.objects.filter(state=Letter.State.FAILED, over_at__gt=now)
    return failed.update(state=Letter.State.WAITING, due_at=now, tries=0)
