from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.units.models.pages import Page


class PageCareQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """For the unit's writers."""
        return super().allowing(user, "edit" if verb == "view" else verb)


class PageCare(Guarded):
    """What was done about keeping a page true, by whom and why. Append-only."""

    class Kind(models.TextChoices):
        APPROVED = "approved", _("Still true")
        POSTPONED = "postponed", _("Postponed")
        HANDED_OVER = "handed_over", _("Handed over")
        PASSED_ON = "passed_on", _("Passed on, as the owner left or moved")
        KEPT = "kept", _("Taken over")

    access_from = "page"

    page = models.ForeignKey(Page, models.CASCADE, related_name="care")
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # None: by itself
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300, blank=True)
    review_on = models.DateField(null=True)  # from then on
    before = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # who owned it
    after = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PageCareQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def allows(self, user: Any, verb: str) -> bool:
        return self.page.allows(user, "edit" if verb == "view" else verb)
