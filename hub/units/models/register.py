from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.units.models.tree import Unit


class RegisterRunQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """The staff register is the whole municipality's: a role on the top unit decides, for seeing and for doing."""
        return self if may_register(user) else self.none()


def may_register(user: Any) -> bool:
    return Unit.objects.allowing(user, "register").filter(parent=None).exists()


class RegisterRun(Guarded):
    """One import of the staff register: who, when, from which files, and what it changed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a decision")
        APPLIED = "applied", _("Applied")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Dropped")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # null = command line
    at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    counts = models.JSONField(default=dict)  # {"people": {"new": 3, ...}, "units": ..., "posts": ...}
    report = models.JSONField(default=dict)  # every change and every fault, as the report file has them
    units_file = models.BinaryField()
    people_file = models.BinaryField()

    objects = RegisterRunQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at"]

    def allows(self, user: Any, verb: str) -> bool:
        return may_register(user)
