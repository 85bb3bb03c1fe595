from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Refused
from hub.alerts.models.alerts import Alert
from hub.live.models import Stream


class Acknowledgement(models.Model):
    """“I have read this”: one version of an alert, by one person."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="alert_acknowledgements")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["alert", "user", "version"], name="one_ack_per_version")]

    @classmethod
    @transaction.atomic
    def give(cls, alert: Alert, user: Any, version: int) -> None:
        """Twice is once. Raises Refused for a version that is not there, and for whom it does not concern."""
        if not alert.sent_at or not alert.concerns(user):
            raise Refused(_g("Nothing is asked of you here."))
        cls.objects.get_or_create(alert=alert, user=user, version=min(version, alert.version))
        Stream.record("person", user.pk, "alert")  # the same person's other pages


class Answer(models.Model):
    """What is known of one person in a roll-call. Append-only: the newest counts, the others are its history."""

    class State(models.TextChoices):
        SAFE = "safe", _("Safe")
        HELP = "help", _("Needs help")
        AWAY = "away", _("Not at work")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rollcall_answers")
    state = models.CharField(max_length=4, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")  # oneself, or a leader
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["alert", "user"])]

    @classmethod
    @transaction.atomic
    def give(cls, alert: Alert, user: Any, state: str, by: Any) -> "Answer":
        """Say how it is with somebody in the area. Saying the same again changes nothing.

        Raises Refused for an alert without a roll-call or that is over, and for people outside the area.
        """
        if not alert.asks_rollcall or not alert.is_in_force:
            raise Refused(_g("The roll-call is closed."))
        if not alert.concerns(user):
            raise Refused(_g("Nothing is asked of this person here."))
        last = cls.objects.filter(alert=alert, user=user).first()
        if last and (last.state, last.by_id) == (state, by.pk):
            return last
        made = cls.objects.create(alert=alert, user=user, state=state, by=by)
        Stream.record("rollcall", alert.pk, "answer")
        return made
