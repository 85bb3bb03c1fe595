from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.units.models import Page, Unit
from hub.units.models.roles import paths_where

LEVELS = [("red", _("Red: act now")), ("orange", _("Orange: be ready")), ("info", _("Information"))]


class KeptQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Crisis leads use what their own unit, those above and those below keep; they "alert" (change) the own tree's.

        Shared services, the chief editors of the top unit, keep the texts of the whole too.
        """
        if not user.is_active or verb not in ("view", "alert"):
            return self.none()
        within = Q(pk__in=[])
        for path in paths_where(user, "alert"):
            within |= Q(unit__path__startswith=path)
            if verb == "view":
                within |= Q(unit__in=[int(pk) for pk in path.strip("/").split("/") if pk])
        if any(path.count("/") <= 2 for path in paths_where(user, "profile")):
            within |= Q(unit__isnull=False)
        return self.filter(within)


class AlertTemplate(Guarded):
    """A text that is ready before it is needed."""

    access_from = "unit"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="alert_templates")
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=6, choices=LEVELS, default="red")
    title = models.CharField(_("what has happened"), max_length=120)
    text = models.TextField(_("text"), max_length=1000, blank=True)
    instructions = models.TextField(_("what to do"), max_length=1000, blank=True)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = KeptQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def allows(self, user: Any, verb: str) -> bool:
        return AlertTemplate.objects.allowing(user, verb).filter(pk=self.pk).exists()


class AlertRule(models.Model):
    """That alerts of a unit, and of those below it, go out only when a second person has confirmed them."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="alert_rule")
    second_person = models.BooleanField(default=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    @classmethod
    def asks_second(cls, unit: Unit) -> bool:
        return cls.objects.filter(unit__in=[*unit.ancestor_ids, unit.pk], second_person=True).exists()

    @classmethod
    @transaction.atomic
    def put(cls, unit: Unit, second_person: bool, by: Any) -> None:
        cls.objects.update_or_create(unit=unit, defaults={"second_person": second_person, "set_by": by})
