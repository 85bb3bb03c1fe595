from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
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
    """One import of the staff register: who, when, from which files, and what it changed.

    The files, and whom each change was about, are people's data and go after a time (GDPR article 5, 1 e). Who did it,
    when, and how many of each change stay.
    """

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

    @property
    def kept_until(self) -> datetime:
        """When the files go."""
        return self.at + timedelta(days=settings.REGISTER_FILES_KEPT)

    @property
    def is_forgotten(self) -> bool:
        return "forgotten" in self.report

    @classmethod
    @transaction.atomic
    def forget_old(cls, now: datetime) -> int:
        """Let the files of old imports go. What nobody has decided on by then is dropped. How many imports it was."""
        old = cls.objects.filter(at__lte=now - timedelta(days=settings.REGISTER_FILES_KEPT))
        with_files = list(old.exclude(units_file=b"", people_file=b"").select_for_update())
        for run in with_files:
            counts = run.report.get("counts", {})
            run.units_file, run.people_file, run.report = b"", b"", {"counts": counts, "forgotten": now.isoformat()}
            run.state = cls.State.DROPPED if run.state == cls.State.WAITING else run.state
            run.save()
        return len(with_files)
