from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.units.models.pages import Page


class PageRevisionQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Readers see the published text alone; how it came about is for the unit's writers."""
        return super().allowing(user, "edit" if verb == "view" else verb)


class PageRevision(Guarded):
    """A page's text as it stood: never changed, never deleted while the page lives.

    Only a text put aside in a conflict follows its writer until it is settled.
    """

    class Kind(models.TextChoices):
        SAVED = "saved", _("Saved")
        PUBLISHED = "published", _("Published")
        RESTORED = "restored", _("Restored")
        SCHEDULED = "scheduled", _("Scheduled")
        ASIDE = "aside", _("Put aside, not settled")

    access_from = "page"

    page = models.ForeignKey(Page, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SAVED)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PageRevisionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="one_revision_per_number")]

    def allows(self, user: Any, verb: str) -> bool:
        return self.page.allows(user, "edit" if verb == "view" else verb)


class PageDraft(models.Model):
    """What is being written now: one per page, with a number that grows at every save."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="draft")
    number = models.PositiveIntegerField(default=1)  # a save names the number it saw; another number is a conflict
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    key = models.CharField(max_length=40, blank=True)  # of the opened editor that saved last
    since = models.DateTimeField()  # when this stretch of writing by this person began
    differs = models.BooleanField(default=True)  # from what was published last, if anything was

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["saved_at"], condition=models.Q(differs=True), name="unpublished_drafts")]
