from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.live.models import Stream
from hub.units.models.notice_texts import NoticeRevision
from hub.units.models.notices import Notice
from hub.units.models.tree import Refused


class Receipt(models.Model):
    """That the word got through to somebody: an act, never a trace of it. Says when, in which way and which text."""

    class Way(models.TextChoices):
        READ = "read", _("Confirmed here")
        TOLD = "told", _("Told at a meeting")
        PAPER = "paper", _("Signed on paper")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="receipts")
    revision = models.ForeignKey(NoticeRevision, models.PROTECT, related_name="receipts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="receipts")
    way = models.CharField(max_length=5, choices=Way)
    on = models.DateField(default=timezone.localdate)  # the day of the meeting or the signature
    at = models.DateTimeField(default=timezone.now)  # when it was recorded
    note = models.CharField(max_length=120, blank=True)  # which meeting
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # None: oneself

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["revision", "user", "way"], name="one_receipt_per_text_and_way")]

    @classmethod
    @transaction.atomic
    def confirm(cls, notice: Notice, user: Any, number: int) -> "Receipt":
        """I have read revision `number`. Twice is once.

        Raises Refused where nothing is asked of this person, or the text is asked about anew since.
        """
        if not Notice.objects.meant_for(user).must_reads().filter(pk=notice.pk).exists():
            raise Refused(_g("Nothing is asked of you here."))
        revision = notice.revisions.filter(number=number).first()
        if revision is None or number < notice.asked_from:
            raise Refused(_g("The text has been changed since you opened it. Read it once more, and confirm then."))
        made, is_new = cls.objects.get_or_create(
            revision=revision, user=user, way=cls.Way.READ, defaults={"notice": notice}
        )
        if is_new:
            Stream.record("person", user.pk, "notice")  # the same person's other pages
        return made

    @classmethod
    @transaction.atomic
    def record(cls, notice: Notice, people: Iterable[Any], way: str, on: date, by: Any, note: str = "") -> int:
        """That these people were told, or have signed on paper, on a day. How many are new.

        Raises Refused for a day to come, before the notice was sent, or no people.
        """
        people = list(people)
        if not people:
            raise Refused(_g("Tick at least one person."))
        if notice.sent_at is None or not timezone.localdate(notice.sent_at) <= on <= timezone.localdate():
            raise Refused(_g("The day lies between the one when the notice was sent, and today."))
        rows: Any = [
            cls(notice=notice, revision=notice.current, user=person, way=way, on=on, by=by, note=note)
            for person in people
        ]
        before = notice.receipts.count()
        cls.objects.bulk_create(rows, ignore_conflicts=True)
        return notice.receipts.count() - before


class Reminder(models.Model):
    """That a leader has reminded somebody of what waits for them. One a day for each person, whatever about."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="reminders")
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="one_reminder_a_day")]

    @classmethod
    @transaction.atomic
    def give(cls, notice: Notice, people: Iterable[Any], by: Any) -> list["Reminder"]:
        """Remind these people, but those who were reminded today already. The new reminders."""
        today = timezone.localdate()
        already = set(cls.objects.filter(on=today).values_list("user", flat=True))
        rows: Any = [cls(notice=notice, user=p, on=today, by=by) for p in people if p.pk not in already]
        cls.objects.bulk_create(rows, ignore_conflicts=True)
        return list(cls.objects.filter(on=today, notice=notice, user__in=[row.user_id for row in rows]))


def no_channel() -> Q:
    """People whom nothing in the hub reaches: they have never signed in, and have no e-mail address."""
    return Q(email=None) & (Q(password="") | Q(password__startswith="!"))
