import logging
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _g

from hub import richtext
from hub.live.models import Stream
from hub.units.models.asking import MOST_OPEN, answered_for, open_counts, within
from hub.units.models.tree import Refused

logger = logging.getLogger(__name__)


class Overtaken(Exception):
    """Somebody else has changed the text since. Nothing was overwritten."""

    def __init__(self, revision: Any) -> None:
        super().__init__()
        self.revision = revision


class Sending(models.Model):
    """How a notice is written, sent, changed and withdrawn."""

    class Meta:
        abstract = True

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())  # type: ignore[attr-defined]

    @classmethod
    @transaction.atomic
    def start(cls: Any, unit: Any, title: str, by: Any, body: str = "", key: str = "", **fields: Any) -> Any:
        """A notice that is written but not sent. The same `key` twice (a double click) is the same notice."""
        first = {"unit": unit, "title": title, "author": by, **fields}
        if key:
            made, is_new = cls.objects.get_or_create(key=key, defaults=first)
        else:
            made, is_new = cls.objects.create(**first), True
        if is_new:
            made._put(title, body, by)
        return made

    def _put(self: Any, title: str, body: str, by: Any) -> Any:
        """The text as the next revision, which is what readers see from now on."""
        number = (self.revisions.aggregate(top=Max("number"))["top"] or 0) + 1
        body = richtext.clean(body)
        self.current = self.revisions.create(number=number, title=title, body=body, by=by)
        self.title, self.body = title, body
        self.save(update_fields=["current", "title", "body"])
        return self.current

    @transaction.atomic
    def rewrite(self: Any, title: str, body: str, by: Any, seen: int, ask_again: bool = False) -> Any:
        """Change the text. With `ask_again`, receipts of the former text no longer count, and stay as history.

        Raises Overtaken when somebody has changed it since revision `seen`, and Refused for one that is withdrawn.
        """
        self._lock()
        if self.current.number != seen:
            raise Overtaken(self.current)
        if self.withdrawn_at:
            raise Refused(_g("The notice is withdrawn and stays as it was."))
        if (self.title, self.body) != (title, richtext.clean(body)):
            self._put(title, body, by)
        if ask_again or self.sent_at is None:
            self.asked_from = self.current.number
            self.save(update_fields=["asked_from"])
        if self.sent_at:
            self.files.filter(shown_at=None).update(shown_at=timezone.now())
        self._tell()
        return self.current

    @transaction.atomic
    def set_up(self: Any, by: Any, **fields: Any) -> None:
        """Its weight, deadline, period, language and where it may stand."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))
        self._tell()

    def problems(self: Any) -> list[str]:
        """What stands in the way of sending, each as a sentence."""
        said = [] if self.title.strip() else [_g("The notice needs a title.")]
        if not richtext.words(self.body) and not richtext.pictures(self.body):
            said.append(_g("The notice needs a text."))
        if any(not picture.get("alt", "").strip() for picture in richtext.pictures(self.body)):
            said.append(_g("A picture needs a text that says what it shows, for those who do not see it."))
        if self.is_must_read and self.deadline is None:
            said.append(_g("A must-read needs a deadline."))
        if self.is_must_read and self.is_late:
            said.append(_g("The deadline has passed already."))
        if self.ends_at and self.ends_at <= (self.send_at or timezone.now()):
            said.append(_g("The notice would end before it is sent."))
        return said

    @transaction.atomic
    def send(self: Any, by: Any, at: datetime | None = None) -> None:
        """Send it to its audience now, or at a moment to come. Sending twice is sending once.

        Raises Refused for what stands in the way, and when the must-read would be one too many for somebody.
        """
        self._lock()
        if self.sent_at or self.withdrawn_at:
            return
        if at and at <= timezone.now():
            raise Refused(_g("Choose a moment to come."))
        self.send_at, self.sent_by = at, by
        if problems := self.problems():
            raise Refused(" ".join(problems))
        self.check_burden(by)
        if at is None:
            self._go(timezone.now())
        else:
            self.save(update_fields=["send_at", "sent_by"])

    def check_burden(self: Any, by: Any) -> None:
        """More than three must-reads open at once takes somebody who answers for those whom it burdens."""
        too_many = self.burdened_beyond(by)
        if too_many:
            raise Refused(
                _g(
                    "%(n)s of the people would have more than three must-reads open. Then it takes their leader, or "
                    "shared services, to send it. The notice is kept; ask one of them to look at it and send it."
                )
                % {"n": too_many}
            )

    def others_open(self: Any) -> Any:
        """How many other must-reads in force each person has open, by number."""
        return open_counts(type(self).objects.live().must_reads().exclude(pk=self.pk))

    def burdened_beyond(self: Any, by: Any) -> int:
        """How many people it would leave with more than three open must-reads, beyond those whom `by` answers for."""
        if not self.is_must_read:
            return 0
        many = {pk for pk, n in self.others_open().items() if n >= MOST_OPEN}
        many &= set(self.addressees().values_list("pk", flat=True)) if many else set()
        paths = answered_for(by)
        if many and paths:
            many -= set(within(self.addressees(), paths).values_list("pk", flat=True))
        return len(many)

    def _go(self: Any, now: datetime) -> None:
        notice: Any = self
        notice.sent_at, notice.send_at = now, None
        notice.save(update_fields=["sent_at", "send_at", "sent_by"])
        self.files.filter(shown_at=None).update(shown_at=now)
        self._tell()

    def _tell(self: Any) -> None:
        """Open pages ask for their own lists: who a notice is for differs, so nothing of it goes with the change."""
        if self.sent_at:
            Stream.record("municipality", 1, "notice")

    @transaction.atomic
    def unschedule(self: Any, by: Any) -> None:
        self._lock()
        self.send_at = None
        self.save(update_fields=["send_at"])

    @classmethod
    def keep_schedule(cls: Any, now: datetime | None = None) -> int:
        """Send what is due; the worker calls it. Each notice by itself, so that one that fails holds up no other."""
        now = now or timezone.now()
        due = cls.objects.filter(send_at__lte=now, sent_at=None, withdrawn_at=None)
        return sum(notice._keep_schedule_safely(now) for notice in due)

    def _keep_schedule_safely(self: Any, now: datetime) -> bool:
        try:
            with transaction.atomic():
                self._lock()
                if self.sent_at or not self.send_at or self.send_at > now:
                    return False
                self._go(now)
        except Exception:
            logger.exception("Notice %s could not be sent as planned.", self.pk)
            return False
        return True

    @transaction.atomic
    def withdraw(self: Any, by: Any, reason: str) -> None:
        """Take it from everywhere at once. Text, receipts and the reason stay for the unit's writers."""
        self._lock()
        if self.withdrawn_at:
            return
        notice: Any = self
        notice.withdrawn_at, notice.withdrawn_by, notice.withdrawn_reason = timezone.now(), by, reason
        notice.send_at = None
        notice.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "send_at"])
        self._tell()

    @transaction.atomic
    def discard(self: Any, by: Any) -> None:
        """Delete one that was never sent. Raises Refused for one that was."""
        self._lock()
        if self.sent_at or self.withdrawn_at:
            raise Refused(_g("The notice has been sent and is kept. Withdraw it instead."))
        for file in self.files.all():
            file.erase()
        notice: Any = self
        audience, notice.audience, notice.current = notice.audience, None, None
        notice.save(update_fields=["audience", "current"])
        notice.delete()
        if audience:
            audience.delete()
