from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.people.names import search_key
from hub.units.models.roles import in_force
from hub.units.models.tree import Unit


class MembershipQuerySet(GuardedQuerySet):
    def in_force(self) -> Self:
        return self.filter(in_force())


class Membership(Guarded):
    """A person's post in a unit. One person may hold several."""

    access_from = "unit"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    title = models.CharField(_("title"), max_length=120, blank=True)
    percent = models.DecimalField(
        _("percentage"),
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    search_key = models.CharField(max_length=150, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["user", "ends_on"]), models.Index(fields=["unit", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.tidy()
        super().save(*args, **kwargs)

    def tidy(self) -> None:
        """Bring derived columns in step; bulk writers call this themselves."""
        self.search_key = search_key(self.title)


def works_in(user: Any) -> list[str]:
    """Paths of the units where `user` works today. Read once per user object."""
    if not hasattr(user, "_works_in"):
        user._works_in = list(user.memberships.in_force().values_list("unit__path", flat=True))
    return user._works_in
