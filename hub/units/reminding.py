"""Reminders: on the front page, and by e-mail to those who have an address."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from hub.outbox.models import Letter
from hub.outbox.posting import post
from hub.units.models import Notice, Reminder
from hub.waiting.choices import without


@transaction.atomic
def remind_people(notice: Notice, people: Iterable[Any], by: Any) -> int:
    """Remind those who have not been reminded today. How many were."""
    given = Reminder.give(notice, people, by)
    silent = without("reminder", [reminder.user_id for reminder in given])
    mailed = [r for r in given if r.user.email and r.user_id not in silent]
    post(Letter.to_be_sent("reminder", r.user_id, str(r.pk), reminder=r.pk) for r in mailed)
    return len(given)
