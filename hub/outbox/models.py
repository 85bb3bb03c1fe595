from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from hub.outbox.kinds import registered

DAY_BEGINS, NIGHT_BEGINS = 7, 20  # o'clock; most kinds wait for the morning
LEASE = timedelta(minutes=10)  # a letter taken longer ago than this was lost with its worker
PAUSES = [1, 5, 15, 60, 240, 720, 1440]  # minutes before the next try; after the last there is none
AT_ONCE = 500  # rows


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: datetime) -> Self:
        """What may be sent now: waiting and due, or lost with a worker that ended in the middle of it."""
        waiting = Q(state=Letter.State.WAITING, due_at__lte=now)
        lost = Q(state=Letter.State.TAKEN, taken_at__lte=now - LEASE)
        found = self.filter(waiting | lost)
        return found if is_day(now) else found.filter(at_night=True)

    def take(self, now: datetime) -> "Letter | None":
        """The next letter, for this worker alone: of two that want the same row, the database lets one change it."""
        for pk in self.due(now).order_by("rank", "due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]:
            mine = Letter.objects.due(now).filter(pk=pk)
            if mine.update(state=Letter.State.TAKEN, taken_at=now, tries=F("tries") + 1):
                return Letter.objects.select_related("user").get(pk=pk)
        return None


class Letter(models.Model):
    """That somebody is to get a letter, and what became of it. The text is written when it is sent, and not kept."""

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN = "taken"  # by a worker, to be sent
        SENT = "sent"
        DROPPED = "dropped"  # nothing to say any more, or nobody to say it to
        FAILED = "failed"

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120, unique=True)  # what it is about: the same twice is one letter
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="letters")
    to = models.EmailField(blank=True)  # when it is not to go to the address that the person has now
    about = models.JSONField(default=dict)  # numbers only, what `write` needs: how many, which row
    rank = models.PositiveSmallIntegerField(default=1)
    at_night = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    over_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=60, blank=True)  # what kind of error the last try met; never its text

    objects = LetterQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "rank", "due_at"]), models.Index(fields=["state", "made_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @classmethod
    def to_be_sent(cls, kind: str, user: int | None, key: str = "", to: str = "", **about: Any) -> "Letter":
        """A letter that is not in the outbox yet. Without a `key` it is one of its own."""
        how, now = registered[kind], timezone.now()
        return cls(
            kind=kind,
            key=f"{kind}:{key or get_random_string(22)}",
            user_id=user,
            to=to,
            about=about,
            rank=0 if how.at_once else 1,
            at_night=how.at_night,
            over_at=now + timedelta(hours=how.lasts),
        )

    @classmethod
    def mark(cls, kind: str, key: str) -> "Letter":
        """No letter, but that those of this key have all been written."""
        now = timezone.now()
        return cls(kind=kind, key=key, state=cls.State.DROPPED, over_at=now)

    @classmethod
    @transaction.atomic
    def put(cls, letters: Iterable["Letter"]) -> None:
        """Into the outbox, in the caller's transaction. Those whose key is there already are there already."""
        rows: list[Any] = list(letters)
        cls.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)

    @property
    def label(self) -> Any:
        how = registered.get(self.kind)
        return how.label if how else self.kind

    @property
    def address(self) -> str:
        return self.to or (self.user.email or "" if self.user else "")

    def _ends(self, state: str, **fields: Any) -> bool:
        """Only whoever has taken it says what became of it. The address is of no use any more."""
        mine = Letter.objects.filter(pk=self.pk, state=self.State.TAKEN, taken_at=self.taken_at)
        return bool(mine.update(state=state, **fields))

    def sent(self) -> bool:
        return self._ends(self.State.SENT, sent_at=timezone.now(), to="", fault="")

    def drop(self) -> bool:
        return self._ends(self.State.DROPPED, to="")

    def fail(self, fault: str) -> bool:
        return self._ends(self.State.FAILED, fault=fault)

    def try_again(self, fault: str) -> bool:
        """Later, and later each time; in the end not at all."""
        if self.tries > len(PAUSES):
            return self.fail(fault)
        pause = timedelta(minutes=PAUSES[self.tries - 1])
        return self._ends(self.State.WAITING, due_at=timezone.now() + pause, fault=fault)


def is_day(now: datetime) -> bool:
    return DAY_BEGINS <= timezone.localtime(now).hour < NIGHT_BEGINS
