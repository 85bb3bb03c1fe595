"""The letter of the morning: one to each for whom something new waits, on working days.

What is new has come since the digests before, whenever those were. A thing is new in one letter only, and none is sent
when nothing is. Made in pieces of a thousand people, a few queries each.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from hub.outbox.models import Letter, is_day
from hub.outbox.posting import post
from hub.waiting.choices import DAILY, OFF, WEEKLY
from hub.waiting.models import DigestRun, ListVisit, MailChoice
from hub.waiting.pieces import pieces
from hub.waiting.sources import Asked, Source, in_order
from hub.waiting.urgent import key_of

SATURDAY = 5


def due_run(now: datetime) -> DigestRun | None:
    """The run of today, unless it is done, or this is no working day, or night."""
    today = timezone.localdate(now)
    if today.weekday() >= SATURDAY or not is_day(now):
        return None
    monday = today - timedelta(days=today.weekday())
    first = not DigestRun.objects.filter(day__gte=monday, day__lt=today).exists()
    run, _new = DigestRun.objects.get_or_create(day=today, defaults={"through": now, "is_weekly": first})
    return None if run.done_at else run


def make(run: DigestRun) -> None:
    """The letters of a run. Twice is once: a letter's key is its person and day."""
    for people in pieces():
        post(letters_for(people, run))
    run.done_at = timezone.now()
    run.save(update_fields=["done_at"])


@dataclass
class Mine:
    """What waits for one person."""

    counts: Counter[str] = field(default_factory=Counter)
    new: int = 0


def letters_for(people: Any, run: DigestRun) -> list[Letter]:
    chosen: dict[tuple[int, str], str] = {
        (user, what): value
        for user, what, value in MailChoice.objects.filter(user__in=people).values_list("user", "what", "value")
    }
    since = {DAILY: before(run), WEEKLY: before(run, is_weekly=True)}
    mailed = set(Letter.objects.filter(kind="urgent", user__in=people).values_list("key", flat=True))
    waits: dict[int, Mine] = {}
    for source in in_order():
        for asked in counted_rows(source, people):
            how = chosen.get((asked.person, "digest"), DAILY)
            silent = chosen.get((asked.person, f"in-digest-{source.kind}")) == OFF
            if how == OFF or silent or (how == WEEKLY and not run.is_weekly):
                continue
            mine = waits.setdefault(asked.person, Mine())
            mine.counts[source.kind] += 1
            told = f"urgent:{key_of(source, asked)}" in mailed
            mine.new += is_new(asked, since[how], run.through) and not told
    return [
        Letter.to_be_sent("digest", person, f"{person}:{run.day}", counts=dict(mine.counts), new=mine.new)
        for person, mine in waits.items()
        if mine.new
    ]


def before(run: DigestRun, **kind: Any) -> datetime | None:
    """Until when the digests before this one had told; None when there were none."""
    return DigestRun.objects.filter(day__lt=run.day, **kind).order_by("-day").values_list("through", flat=True).first()


def is_new(asked: Asked, after: datetime | None, until: datetime) -> bool:
    return asked.since is not None and (after is None or after < asked.since) and asked.since <= until


def counted_rows(source: Source, people: Any) -> Iterator[Asked]:
    """As they are counted: of what is only told, what has come since each one's last visit to the list."""
    visits = dict(ListVisit.objects.filter(user__in=people).values_list("user", "at")) if source.since else {}
    for asked in source.asked(people):
        seen = visits.get(asked.person)
        if seen is None or asked.since is None or asked.since > seen:
            yield asked
