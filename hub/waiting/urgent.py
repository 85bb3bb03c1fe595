"""Letters at once: about what is to be done within 48 hours, for each person and thing once."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from hub.outbox.models import Letter
from hub.outbox.posting import post
from hub.waiting.choices import without
from hub.waiting.pieces import pieces
from hub.waiting.sources import Asked, Source, in_order

SOON = timedelta(hours=48)


def last_day(now: datetime) -> Any:
    """The last day that ends within 48 hours."""
    return timezone.localdate(now + SOON) - timedelta(days=1)


def is_urgent(asked: Asked, now: datetime) -> bool:
    return asked.deadline is not None and timezone.localdate(now) <= asked.deadline <= last_day(now)


def key_of(source: Source, asked: Asked) -> str:
    """The same thing asked about anew is another: the moment is part of it."""
    at = int(asked.since.timestamp()) if asked.since else 0
    return f"{source.kind}:{asked.key}:{at}:{asked.person}"


def untold(now: datetime) -> dict[str, Source]:
    """The things whose people are to be told and have not been yet, by the key of a mark."""
    last = last_day(now)
    marks = {
        f"urgent:{source.kind}:{key}:{int(at.timestamp())}": source
        for source in in_order()
        for key, at in source.due_between(timezone.localdate(now), last)
    }
    told = set(Letter.objects.filter(key__in=marks).values_list("key", flat=True))
    return {mark: source for mark, source in marks.items() if mark not in told}


def make(now: datetime) -> None:
    """A letter to everybody for whom one of them waits, and then the marks: what fails in the middle is done again."""
    marks = untold(now)
    sources = [source for source in in_order() if source in marks.values()]
    for people in pieces() if sources else ():
        post(letters_for(people, sources, now))
    Letter.put(Letter.mark("urgent", mark) for mark in marks)


def letters_for(people: Any, sources: list[Source], now: datetime) -> list[Letter]:
    rows = [(source, asked) for source in sources for asked in source.asked(people) if is_urgent(asked, now)]
    silent = without("urgent", {asked.person for _source, asked in rows})
    return [
        Letter.to_be_sent("urgent", asked.person, key_of(source, asked), source=source.kind, thing=asked.key)
        for source, asked in rows
        if asked.person not in silent
    ]
