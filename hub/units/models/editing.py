from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from hub.units.models.pages import Page

PRESENT = timedelta(minutes=2)  # an editor seen this lately is "there"


class PageEditing(models.Model):
    """That somebody has a page open for writing right now. Rows older than two minutes mean nothing and are removed."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="editing")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="one_presence_per_editor")]

    @classmethod
    def touch(cls, page: Page, user: Any) -> Any:
        """Note that `user` is writing here; returns the others who are."""
        now = timezone.now()
        cls.objects.filter(seen_at__lt=now - PRESENT).delete()
        cls.objects.update_or_create(page=page, user=user, defaults={"seen_at": now})
        return cls.others(page, user)

    @classmethod
    def others(cls, page: Page, user: Any) -> Any:
        """Who else is writing here. Changes nothing."""
        there = cls.objects.filter(page=page, seen_at__gte=timezone.now() - PRESENT)
        return there.exclude(user=user).select_related("user").order_by("user__sort_key")
