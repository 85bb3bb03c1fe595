from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class ListVisit(models.Model):
    """When somebody last looked at the list of what waits for them: one time, and nothing of what they read there."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_visit")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    @classmethod
    def note(cls, user: Any) -> datetime | None:
        """This is a visit. When the last one was; None when this is the first."""
        mine, now = cls.objects.filter(user=user), timezone.now()
        last = mine.values_list("at", flat=True).first()
        if not mine.update(at=now):
            cls.objects.get_or_create(user=user, defaults={"at": now})
        return last
