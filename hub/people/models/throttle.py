import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone


class Throttle(models.Model):
    """A bucket of wrong tries for one account, browser or address, keyed by a hash. It drains with time."""

    key = models.CharField(max_length=64, unique=True)
    level = models.FloatField(default=0)  # wrong tries not yet drained
    updated_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


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


def level_of(key: str, drain: float) -> float:
    """Wrong tries standing under `key`, drained by `drain` tries per second since the last one."""
    row = Throttle.objects.filter(key=digest(key)).first()
    return _drained(row, drain) if row else 0.0


@transaction.atomic
def add_wrong(key: str, drain: float) -> None:
    now = timezone.now()
    Throttle.objects.get_or_create(key=digest(key), defaults={"updated_at": now})
    row = Throttle.objects.select_for_update().get(key=digest(key))
    row.level, row.updated_at = _drained(row, drain) + 1, now
    row.save(update_fields=["level", "updated_at"])


def forget(key: str) -> None:
    Throttle.objects.filter(key=digest(key)).delete()


def _drained(row: Any, drain: float) -> float:
    passed = (timezone.now() - row.updated_at).total_seconds()
    return max(0.0, row.level - max(0.0, passed) * drain)
