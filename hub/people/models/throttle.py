import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone


@dataclass(frozen=True)
class Bucket:
    """How many tries fit, and how many seconds it takes until one has drained out again."""

    name: str
    holds: int
    drains: int  # seconds a try


@dataclass(frozen=True)
class Slot:
    """A bucket of one account, browser or address."""

    bucket: Bucket
    owner: str

    @property
    def key(self) -> str:
        return digest(f"{self.bucket.name}|{self.owner}")


class Throttle(models.Model):
    """How full a slot is. The key is a hash: the table tells nobody who tried, where or when."""

    key = models.CharField(max_length=64, unique=True)
    level = models.FloatField(default=0)  # tries not yet drained, at `updated_at`
    updated_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    @classmethod
    def take(cls, slots: Sequence[Slot]) -> timedelta | None:
        """Use one try of every slot; or, when one is full, use none and return how long until there is room.

        Called before the password is hashed, so that tries at the same moment cannot all pass on one free place. A
        refusal only reads: ten thousand of them do not keep others from writing.
        """
        if wait := cls._wait(slots, cls._levels(slots)):
            return wait
        with transaction.atomic():
            now = timezone.now()
            rows = [Throttle(key=slot.key, updated_at=now) for slot in slots]
            Throttle.objects.bulk_create(rows, ignore_conflicts=True)
            levels = cls._levels(slots, lock=True)
            if wait := cls._wait(slots, levels):
                return wait
            cls._save(slots, levels, 1, now)
        return None

    @classmethod
    @transaction.atomic
    def give_back(cls, slots: Sequence[Slot]) -> None:
        """A right answer was no guess: put the try back."""
        cls._save(slots, cls._levels(slots, lock=True), -1, timezone.now())

    @classmethod
    def forget(cls, slot: Slot) -> None:
        cls.objects.filter(key=slot.key).delete()

    @classmethod
    def sweep(cls, now: datetime) -> None:
        """Remove what has long drained; no bucket takes four days."""
        cls.objects.filter(updated_at__lt=now - timedelta(days=4)).delete()

    @classmethod
    def _levels(cls, slots: Sequence[Slot], lock: bool = False) -> dict[str, float]:
        rows = cls.objects.filter(key__in=[slot.key for slot in slots]).order_by("key")  # one order: no deadlock
        found = {row.key: row for row in (rows.select_for_update() if lock else rows)}
        return {slot.key: _drained(found.get(slot.key), slot.bucket) for slot in slots}

    @staticmethod
    def _wait(slots: Sequence[Slot], levels: dict[str, float]) -> timedelta | None:
        over = [(levels[slot.key] + 1 - slot.bucket.holds) * slot.bucket.drains for slot in slots]
        return timedelta(seconds=max(over)) if over and max(over) > 0 else None

    @classmethod
    def _save(cls, slots: Sequence[Slot], levels: dict[str, float], change: int, now: datetime) -> None:
        for slot in slots:
            cls.objects.filter(key=slot.key).update(level=max(0.0, levels[slot.key] + change), updated_at=now)


def _drained(row: Any, bucket: Bucket) -> float:
    if row is None:
        return 0.0
    passed = (timezone.now() - row.updated_at).total_seconds()
    return max(0.0, row.level - max(0.0, passed) / bucket.drains)


class KnownBrowser(models.Model):
    """A browser that somebody has signed in from. It does not say who.

    A known browser has its own allowance, so an attacker elsewhere can use up neither a colleague's nor a town hall's.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    @classmethod
    def make(cls) -> str:
        token = secrets.token_urlsafe(24)
        cls.objects.create(token_hash=digest(token))
        return token

    @classmethod
    def find(cls, token: str) -> "KnownBrowser | None":
        return cls.objects.filter(token_hash=digest(token)).first() if token else None


def digest(text: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}|{text}".encode()).hexdigest()
