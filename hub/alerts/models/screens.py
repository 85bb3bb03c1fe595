from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from hub.alerts.models.alerts import Alert
from hub.units.models import Membership, Unit

KEPT = timedelta(days=30)
FEWEST = 10  # people of a unit, below which its name could tell who sat there
MOST_SCREENS = 20_000  # of one version of an alert: more are not ours
LATEST = timedelta(minutes=2)  # how long after it was shown a screen may tell of it


class ScreenRecord(models.Model):
    """That a screen has shown a version of an alert. Of the screen, never of a person: no account stands here.

    `screen` is a number by chance that the browser keeps in a cookie of its own, and that means nothing elsewhere. The
    unit of whoever was signed in is noted only where so many work that it does not tell who.
    """

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="screens")
    version = models.PositiveIntegerField()
    screen = models.CharField(max_length=16)
    is_signed_in = models.BooleanField()
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["version", "at", "pk"]
        constraints = [models.UniqueConstraint(fields=["alert", "version", "screen"], name="a_screen_once_per_version")]
        indexes = [models.Index(fields=["at"])]

    @classmethod
    def note(cls, alert: Alert, version: int, screen: str, unit: Unit | None, is_signed_in: bool, ago: float) -> None:
        """A screen tells that it showed it, `ago` seconds since. Twice is once."""
        if version > alert.version or alert.screens.filter(version=version).count() >= MOST_SCREENS:
            return
        at = timezone.now() - min(timedelta(seconds=max(ago, 0)), LATEST)
        row: Any = cls(alert=alert, version=version, screen=screen, is_signed_in=is_signed_in, unit=unit, at=at)
        cls.objects.bulk_create([row], ignore_conflicts=True)

    @staticmethod
    def unit_of(user: Any) -> Unit | None:
        """Where somebody mainly works, if at least ten do."""
        post = (
            Membership.objects.of_active().filter(user=user).select_related("unit").order_by("-percent", "pk").first()
        )
        if post is None:
            return None
        people = Membership.objects.of_active().filter(unit=post.unit).values("user").distinct().count()
        return post.unit if people >= FEWEST else None

    @classmethod
    def forget_before(cls, moment: datetime) -> int:
        return cls.objects.filter(at__lt=moment - KEPT).delete()[0]
