"""Reminders: on the front page, and by e-mail to those who have an address."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from hub.profile.models import Profile
from hub.units.models import Notice, Reminder


@transaction.atomic
def remind_people(notice: Notice, people: Iterable[Any], by: Any) -> int:
    """Remind those who have not been reminded today. How many were."""
    given = Reminder.give(notice, people, by)
    for reminder in given:
        if reminder.user.email:
            transaction.on_commit(partial(mail_reminder.enqueue, reminder.pk))
    return len(given)


@task()
def mail_reminder(reminder_id: int) -> None:
    """Say by e-mail that something waits; what it is about is for those who are signed in."""
    reminder = Reminder.objects.select_related("user").filter(pk=reminder_id, mailed_at=None).first()
    if reminder is None or not reminder.user.is_active or not reminder.user.email:
        return
    with translation.override(reminder.user.language):
        municipality = Profile.current().name
        context = {"person": reminder.user, "municipality": municipality, "url": f"{settings.SITE_URL}/"}
        text = render_to_string("mail/reminder.txt", context)
        send_mail(_("Something waits for you to read"), text, None, [reminder.user.email])
    reminder.mailed_at = timezone.now()
    reminder.save(update_fields=["mailed_at"])
