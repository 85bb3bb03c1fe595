from typing import Any, Self

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from hub.units.models.memberships import Membership, works_in
from hub.units.models.roles import MAY, Role, held_roles, in_force
from hub.units.models.tree import Unit


class AudienceQuerySet(models.QuerySet):
    def reaching(self, user: Any) -> Self:
        """The audiences `user` belongs to. The mirror of `Audience.addressees`, and tested against it.

        A person's path is the list of units that can reach them, so no query of the tree is needed.
        """
        if not user.is_active:
            return self.none()
        paths = works_in(user)
        here = {int(path.rstrip("/").rsplit("/", 1)[-1]) for path in paths}
        over = {int(pk) for path in paths for pk in path.strip("/").split("/")}
        unit_rows = AudienceUnit.objects.filter(audience=OuterRef("pk"))
        in_unit = unit_rows.filter(Q(unit__in=here) | Q(unit__in=over, with_below=True))
        role = Q(roles="")
        for held, _path in held_roles(user):
            role |= Q(roles__contains=f",{held},")
        return self.filter(role, Exists(in_unit) | ~Exists(unit_rows))

    def touching(self, paths: list[str]) -> Self:
        """The audiences that may hold somebody in the units at these paths or below them, whatever their role."""
        within = Q(pk__in=[])
        for path in paths:
            over = [int(pk) for pk in path.strip("/").split("/") if pk]
            within |= Q(unit__path__startswith=path) | Q(unit__in=over, with_below=True)
        unit_rows = AudienceUnit.objects.filter(audience=OuterRef("pk"))
        return self.filter(Exists(unit_rows.filter(within)) | ~Exists(unit_rows)) if paths else self.none()

    def covering(self, unit: Unit) -> Self:
        """The audiences that hold everybody who works in a unit."""
        rows = AudienceUnit.objects.filter(audience=OuterRef("pk"))
        here = rows.filter(Q(unit=unit) | Q(unit__in=unit.ancestor_ids, with_below=True))
        return self.filter(Exists(here) | ~Exists(rows), roles="")


class Audience(models.Model):
    """Who something is for: people in some units (with or without those below), narrowed to roles if wanted.

    No units = everybody; no roles = whatever one's role. With both, one works in the units and holds a role anywhere.
    """

    roles = models.CharField(max_length=200, blank=True)  # ",leader,editor," or nothing

    objects = AudienceQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    @property
    def role_list(self) -> list[str]:
        return [role for role in self.roles.split(",") if role]

    @staticmethod
    def pack_roles(roles: list[str]) -> str:
        return f",{','.join(sorted(roles))}," if roles else ""

    def become(self, units: list[tuple[Unit, bool]], roles: list[str]) -> None:
        """Be for these units (each with or without those below) and roles from now on."""
        self.roles = self.pack_roles(roles)
        self.save(update_fields=["roles"])
        self.units.all().delete()
        self.units.bulk_create(
            [AudienceUnit(audience=self, unit=unit, with_below=below) for unit, below in dict(units).items()]
        )

    def posts(self) -> Any:
        """The posts, held today, through which people belong to it; None where it names no unit."""
        fetched = "units" in getattr(self, "_prefetched_objects_cache", {})
        rows = list(self.units.all() if fetched else self.units.select_related("unit"))
        within = Q(pk__in=[])
        for row in rows:
            within |= Q(unit__path__startswith=row.unit.path) if row.with_below else Q(unit=row.unit_id)
        return Membership.objects.in_force().filter(within) if rows else None

    def touches(self) -> Q:
        """Roles on units where, or below which, it may hold somebody: the mirror of `touching`."""
        rows = list(self.units.all())
        within = Q(pk__in=[])
        for row in rows:
            within |= Q(content_object__in=[*row.unit.ancestor_ids, row.unit_id])
            if row.with_below:
                within |= Q(content_object__path__startswith=row.unit.path)
        return within if rows else Q()

    def addressees(self) -> Any:
        """The active people it is for, each once."""
        people, posts = get_user_model().objects.active(), self.posts()
        if posts is not None:
            people = people.filter(pk__in=posts.values("user"))
        if roles := self.role_list:
            grants: Any = get_user_model()._meta.get_field("unit_grants").related_model
            holders = Q(pk__in=grants.objects.filter(in_force(), role__in=roles).values("user"))
            if Role.IT in roles:
                holders |= Q(is_superuser=True)
            people = people.filter(holders)
        return people


def readers_of(audience: Audience | None, unit: Unit) -> Any:
    """The active people for whom something of a unit is, and those who write there; each with `posts`."""
    posts = Membership.objects.in_force().select_related("unit").order_by("-percent", "pk")
    people = get_user_model().objects.active().prefetch_related(models.Prefetch("memberships", posts, to_attr="posts"))
    if audience is None:
        return people
    grants: Any = get_user_model()._meta.get_field("unit_grants").related_model
    roles = [role for role, verbs in MAY.items() if "edit" in verbs]
    writing = grants.objects.filter(in_force(), role__in=roles, content_object__in=[*unit.ancestor_ids, unit.pk])
    return people.filter(Q(pk__in=audience.addressees().values("pk")) | Q(pk__in=writing.values("user")))


def viewers_of(audience: Audience | None, unit: Unit, is_shown: bool, asks: bool = False) -> Any:
    """All active people who may see something of a unit: those whom it is for while it `is_shown`, those who write
    there, and, where it `asks` people to confirm, those who answer for somebody whom it may be for.
    """
    grants: Any = get_user_model()._meta.get_field("unit_grants").related_model
    held = grants.objects.filter(in_force()).order_by()
    people = get_user_model().objects.active()
    if is_shown and audience is None:
        return people
    over = [*unit.ancestor_ids, unit.pk] if unit.merged_into_id is None else []
    seen = Q(pk__in=held.filter(role__in=roles_that("edit"), content_object__in=over).values("user"))
    if is_shown and audience is not None:
        seen |= Q(pk__in=audience.addressees().order_by().values("pk"))
    if is_shown and audience is not None and asks:
        top = Q(role=Role.CHIEF_EDITOR, content_object__parent=None)
        reaching = held.filter(Q(role__in=roles_that("reach")) | top).filter(audience.touches())
        seen |= Q(pk__in=reaching.values("user"))
    return people.filter(seen)


def roles_that(verb: str) -> list[str]:
    return [role for role, verbs in MAY.items() if verb in verbs]


class AudienceUnit(models.Model):
    """One unit of an audience."""

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="audience_rows")
    with_below = models.BooleanField(_("with the units below"), default=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["audience", "unit"], name="a_unit_once_per_audience")]

    def move(self, unit: Unit) -> None:
        """Let the audience name another unit instead, which has taken this one over."""
        there = AudienceUnit.objects.filter(audience=self.audience_id, unit=unit).first()
        if there is None:
            self.unit = unit
            self.save(update_fields=["unit"])
        else:
            there.with_below = there.with_below or self.with_below
            there.save(update_fields=["with_below"])
            self.delete()
