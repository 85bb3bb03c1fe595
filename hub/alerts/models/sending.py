import logging
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _g

from hub.access import Refused
from hub.alerts.models.prepared import AlertRule
from hub.live.models import Stream, name_of
from hub.units.models import Audience, Unit
from hub.units.models.roles import paths_where

logger = logging.getLogger(__name__)
Area = list[tuple[Unit, bool]]  # each unit, and whether with those below


class Sending(models.Model):
    """How an alert is written, confirmed, sent, updated and ended."""

    class Meta:
        abstract = True

    def _lock(self: Any) -> None:
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())

    @classmethod
    @transaction.atomic
    def start(cls: Any, unit: Unit, by: Any, area: Area | None, key: str = "", **fields: Any) -> Any:
        """An alert that is written but not sent. `area` None is the whole municipality. The same key twice is once.

        Raises Refused where `by` may not alert the area.
        """
        if key and (made := cls.objects.filter(key=key).first()):
            return made
        made = cls.objects.create(unit=unit, author=by, key=key or None, **fields)
        made._aim(area)
        made._check_area(by)
        return made

    @transaction.atomic
    def rewrite(self: Any, by: Any, area: Area | None, **fields: Any) -> None:
        """Change one that is not sent. A confirmation that was asked for or given is void. Raises Refused."""
        self._lock()
        if self.sent_at:
            raise Refused(_g("The alert is sent. Write an update instead."))
        for name, value in fields.items():
            setattr(self, name, value)
        alert: Any = self
        alert.asked_by = alert.asked_at = alert.confirmed_by = alert.send_at = None
        alert.version, alert.waits_for_second = alert.version + 1, False
        alert.save()
        self._aim(area)
        self._check_area(by)

    def _aim(self: Any, area: Area | None) -> None:
        former = self.audience
        self.audience = None if area is None else former or Audience.objects.create()
        if self.audience:
            self.audience.become(area, [])
        self.save(update_fields=["audience"])
        if former and area is None:
            former.delete()

    def _check_area(self: Any, by: Any) -> None:
        paths = paths_where(by, "alert")
        if self.audience is None:
            is_allowed = any(path.count("/") <= 2 for path in paths)
        else:
            tops = self.audience.units.values_list("unit__path", flat=True)
            is_allowed = bool(tops) and all(any(top.startswith(path) for path in paths) for top in tops)
        if not is_allowed:
            raise Refused(_g("You may alert the units where you are crisis lead, and those below them."))

    @transaction.atomic
    def send(self: Any, by: Any, at: datetime | None = None) -> None:
        """Send it now, or a drill at a minute to come; where the rule asks for it, ask a second person instead.

        Sending twice is sending once. Raises Refused outside the own area, and for a plan that is no drill.
        """
        self._lock()
        if self.sent_at:
            return
        self._check_area(by)
        if at and not self.is_drill:
            raise Refused(_g("Only drills are planned. A real alert is sent now."))
        if at and at <= timezone.now():
            raise Refused(_g("Choose a moment to come."))
        alert: Any = self
        alert.send_at, alert.asked_by, alert.asked_at, alert.confirmed_by = at, by, timezone.now(), None
        alert.waits_for_second = AlertRule.asks_second(self.unit)
        self.save(update_fields=["send_at", "asked_by", "asked_at", "confirmed_by", "waits_for_second"])
        if not self.waits_for_second and at is None:
            self._go()

    @transaction.atomic
    def confirm(self: Any, by: Any, seen: int) -> None:
        """A second person has looked at version `seen`: it goes out, or will at its time.

        Raises Refused for the person who sends it, for whoever may not send it, and when it was changed meanwhile.
        """
        self._lock()
        if self.sent_at or self.confirmed_by_id:
            return
        self._check_area(by)
        if not self.waits_for_second or self.version != seen:
            raise Refused(_g("The alert has been changed since you opened it. Read it once more."))
        if self.asked_by_id == by.pk:
            raise Refused(_g("Another person than the sender has to confirm it."))
        self.confirmed_by, self.waits_for_second = by, False
        self.save(update_fields=["confirmed_by", "waits_for_second"])
        if self.send_at is None:
            self._go()

    def _go(self: Any) -> None:
        alert: Any = self
        alert.sent_at, alert.sent_by = timezone.now(), alert.asked_by
        alert.people = alert.addressees().count()
        alert.save(update_fields=["sent_at", "sent_by", "people"])
        self._tell()

    @transaction.atomic
    def update(self: Any, by: Any, text: str) -> None:
        """Say more to everybody whom the alert has reached; who has read it is asked anew. Raises Refused."""
        self._say(by, text)
        self._tell()

    @transaction.atomic
    def end(self: Any, by: Any, text: str) -> None:
        """The all-clear: it goes from every screen. Ending twice is ending once."""
        self._lock()
        if self.ended_at:
            return
        self._say(by, text, is_all_clear=True)
        alert: Any = self
        alert.ended_at, alert.ended_by = timezone.now(), by
        alert.save(update_fields=["ended_at", "ended_by"])
        self._tell()

    def _say(self: Any, by: Any, text: str, is_all_clear: bool = False) -> None:
        self._lock()
        if not self.is_in_force:
            raise Refused(_g("The alert is not in force."))
        self._check_area(by)
        self.updates.create(text=text, is_all_clear=is_all_clear, by=by)
        self.version += 1
        self.save(update_fields=["version"])

    def _tell(self: Any) -> None:
        """To all as a fragment on the municipality's stream; to some as one on each unit's, a number to the rest."""
        told = [(name_of("municipality"), ("municipality", 1, self if self.audience is None else None))]
        told += [(name_of("area", place), ("area", place, self)) for place in self.places()]
        if self.on_screens:
            told.append((name_of("screens"), ("screens", 1, self)))
        for _name, (kind, owner, subject) in sorted(told, key=lambda one: one[0]):  # one order: no deadlock
            Stream.record(kind, owner, "alert", subject)

    @transaction.atomic
    def discard(self: Any, by: Any) -> None:
        """Delete one that was never sent. Raises Refused for one that was."""
        self._lock()
        if self.sent_at:
            raise Refused(_g("The alert has been sent and is kept."))
        audience, self.audience = self.audience, None
        self.delete()
        if audience:
            audience.delete()

    @classmethod
    def keep_schedule(cls: Any, now: datetime) -> int:
        """Send the drills that are due; the worker calls it. What waits for a second person waits on."""
        due = cls.objects.filter(send_at__lte=now, sent_at=None, is_drill=True, waits_for_second=False)
        return sum(alert._keep_schedule_safely(now) for alert in due)

    def _keep_schedule_safely(self: Any, now: datetime) -> bool:
        try:
            with transaction.atomic():
                self._lock()
                if self.sent_at or self.waits_for_second or not self.send_at or self.send_at > now:
                    return False
                self._go()
        except Exception:
            logger.exception("Drill %s could not be sent as planned.", self.pk)
            return False
        return True
