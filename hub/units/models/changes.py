from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitChange(models.Model):
    """What happened to a unit: kept for ever, shown on its history."""

    class Kind(models.TextChoices):
        CREATED = "created", _("Created")
        RENAMED = "renamed", _("Renamed")
        MOVED = "moved", _("Moved")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")
        MERGED = "merged", _("Merged into another unit")
        TOOK_OVER = "took_over", _("Took over another unit")
        DESCRIBED = "described", _("Details changed")
        ENTRUSTED = "entrusted", _("Editors may publish")
        UNENTRUSTED = "unentrusted", _("Editors may not publish")

    unit = models.ForeignKey("units.Unit", models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    was = models.CharField(max_length=200, blank=True)
    now = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
