from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _g
from guardian.shortcuts import assign_perm, remove_perm

from hub.access import Refused
from hub.live.models import recheck
from hub.units.models.roles import GIVEN_BY, Role, in_force, not_over, paths_where


class Giving:
    """What a unit does with roles: they are given and taken here and nowhere else, and each time is recorded."""

    def may_give(self: Any, role: str, by: Any) -> bool:
        """Whether `by` may give or take this role here. Nobody gives a right from beside or below."""
        here, above = GIVEN_BY[role]
        paths = [path for verb in here for path in paths_where(by, verb)]
        higher = [path for verb in above for path in paths_where(by, verb) if path != self.path]
        return any(self.path.startswith(path) for path in paths + higher)

    @transaction.atomic
    def give(
        self: Any, role: str, user: Any, by: Any, starts_on: date | None = None, ends_on: date | None = None
    ) -> Any:
        """Let `user` hold a role here, for a period or until taken. `by` is None for the register's own import.

        Raises Refused where `by` may not give it, another holds the post of chief editor, or dates are turned round.
        """
        type(self).objects.select_for_update().get(pk=self.pk)  # two who fill the same post at once take turns
        self._check_giving(role, user, by, starts_on, ends_on)
        if role == Role.CHIEF_EDITOR:
            self._clear_post(role, user, by)
        assign_perm(role, user, self)
        grant = self.user_grants.get(user=user, permission__codename=role)
        grant.role, grant.given_by, grant.starts_on, grant.ends_on = role, by, starts_on, ends_on
        grant.save(update_fields=["role", "given_by", "starts_on", "ends_on"])
        self.role_records.create(role=role, user=user, given=True, by=by, starts_on=starts_on, ends_on=ends_on)
        return grant

    def _check_giving(self: Any, role: str, user: Any, by: Any, starts_on: date | None, ends_on: date | None) -> None:
        if by is not None and not self.may_give(role, by):
            raise Refused(_g("You may not give this role in %(unit)s.") % {"unit": self})
        if not user.is_active or not self.is_open:
            raise Refused(_g("Roles are for people who work here now, in units that are open."))
        if starts_on and ends_on and ends_on < starts_on:
            raise Refused(_g("The last day is before the first day."))
        if role == Role.DEPUTY and not ends_on:
            raise Refused(_g("A deputy acts for a period. Give the last day."))
        if ends_on and ends_on < timezone.localdate():
            raise Refused(_g("The last day has passed already."))
        holder = self._others(role, user).filter(not_over()).first() if role == Role.CHIEF_EDITOR else None
        if holder and holder.user.is_active:
            raise Refused(
                _g("%(person)s is chief editor here. Take the role from them first.") % {"person": holder.user}
            )

    def _others(self: Any, role: str, user: Any) -> Any:
        return self.user_grants.filter(role=role).exclude(user=user).select_related("user")

    def _clear_post(self: Any, role: str, user: Any, by: Any) -> None:
        """End what is left of a post whose time is over or whose holder has left."""
        for grant in self._others(role, user):
            self._end_role(grant, by)

    @transaction.atomic
    def take(self: Any, role: str, user: Any, by: Any) -> None:
        """End a role. Raises Refused where `by` may not."""
        if by is not None and not self.may_give(role, by):
            raise Refused(_g("You may not take this role in %(unit)s.") % {"unit": self})
        grant = self.user_grants.filter(user=user, role=role).first()
        if grant:
            self._end_role(grant, by)

    def _end_role(self: Any, grant: Any, by: Any) -> None:
        self.role_records.create(
            role=grant.role, user=grant.user, given=False, by=by, starts_on=grant.starts_on, ends_on=grant.ends_on
        )
        remove_perm(grant.role, grant.user, self)
        recheck([grant.user_id])

    def holders(self: Any, role: str) -> Any:
        """The active people who hold a role on this very unit today."""
        held = self.user_grants.filter(in_force(), role=role)
        return get_user_model().objects.active().filter(pk__in=held.values("user"))
