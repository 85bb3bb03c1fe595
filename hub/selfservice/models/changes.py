from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.selfservice.models.links import ServiceLink
from hub.selfservice.models.needs import Need, keeps_needs


class ServiceChangeQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """What happened to a link is for those who keep it; what happened to the needs, for those who keep these."""
        links = ServiceLink.objects.allowing(user, "publish" if verb == "view" else verb).order_by()
        needs = Q(link=None) if verb in ("view", "profile") and keeps_needs(user) else Q(pk__in=[])
        return self.filter(Q(link__in=links) | needs)


class ServiceChange(Guarded):
    """What happened to a self-service link or to a need: kept, and shown to those who keep them."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        RENAMED = "renamed", _("Title changed")
        READDRESSED = "readdressed", _("Leads elsewhere")
        CHANGED = "changed", _("Details changed")
        NARROWED = "narrowed", _("Audience changed")
        REMOVED = "removed", _("Taken away")
        PUT_BACK = "put_back", _("Put back")
        NEED_ADDED = "need_added", _("Need added")
        NEED_RENAMED = "need_renamed", _("Need renamed")
        NEED_MOVED = "need_moved", _("Need moved")
        NEED_REMOVED = "need_removed", _("Need taken away")

    link = models.ForeignKey(ServiceLink, models.CASCADE, null=True, related_name="changes")
    need = models.ForeignKey(Need, models.SET_NULL, null=True, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    was = models.CharField(max_length=500, blank=True)
    now = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ServiceChangeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def allows(self, user: Any, verb: str) -> bool:
        return ServiceChange.objects.allowing(user, verb).filter(pk=self.pk).exists()
