from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from hub.units.models.roles import Role
from hub.units.models.tree import Unit


class UnitUserGrant(UserObjectPermissionBase):
    """A person's role on a unit: guardian's permission row, with our columns beside it.

    Only `Unit.give` and `Unit.take` write it.
    """

    content_object = models.ForeignKey(Unit, models.CASCADE, related_name="user_grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unit_grants")
    role = models.CharField(max_length=20, choices=Role)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_object"], condition=Q(role=Role.CHIEF_EDITOR), name="one_chief_editor_per_unit"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.role = self.role or self.permission.codename
        super().save(*args, **kwargs)


class RoleRecord(models.Model):
    """That a role was given or taken, by whom and when. Append-only."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="role_records")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_records")
    role = models.CharField(max_length=20, choices=Role)
    given = models.BooleanField()  # false = taken
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
