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


class MailChoice(models.Model):
    """That somebody wants other e-mail than most. Without a row the default holds, also when that changes one day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices")
    what = models.CharField(max_length=30)
    value = models.CharField(max_length=10)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "what"], name="one_mail_choice_of_each_kind")]


class DigestRun(models.Model):
    """That the digests of a day were made: what had come by `through` is in them, or in those before."""

    day = models.DateField(unique=True)
    through = models.DateTimeField()
    is_weekly = models.BooleanField()  # those who want one a week are in it too
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-day"]
