from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.findable.marking import Findable, mark
from hub.people.names import SortKeyField, search_key, sort_key
from hub.profile.models import Profile
from hub.units.models.changes import UnitChange
from hub.units.models.giving import Giving
from hub.units.models.roles import Role, paths_where


class UnitQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        if not user.is_active:
            return self.none()
        standing = self.filter(merged_into=None)
        if verb == "view":
            return standing
        within = Q(pk__in=[])
        for path in paths_where(user, verb):
            within |= Q(path__startswith=path)
        if verb == "publish":
            for path in paths_where(user, "edit"):
                within |= Q(path__startswith=path, editors_publish=True)
        return standing.filter(within)

    def open(self) -> Self:
        return self.filter(closed_on=None, merged_into=None)

    def below(self, unit: "Unit") -> Self:
        """The unit itself and everything under it."""
        return self.filter(path__startswith=unit.path)

    def above(self, unit: "Unit") -> Self:
        """Every unit over it, the top first. The path is the list."""
        return self.filter(pk__in=unit.ancestor_ids).order_by("path")

    def top(self) -> Self:
        """The municipality itself, alone."""
        return self.filter(parent=None).order_by("pk")[:1]

    def at(self, pk: int) -> Self:
        """The unit at an address, or the one that took it over."""
        taker = Unit.objects.filter(pk=pk, merged_into__isnull=False).values("merged_into")
        return self.filter(Q(pk=pk) | Q(pk__in=taker))

    def around(self, pk: int) -> Self:
        """A unit with those above it and the open ones right below, in one query; the top first, below by name."""
        here = Subquery(Unit.objects.filter(pk=pk).values("path")[:1])
        return (
            self.alias(here=here)
            .filter(Q(here__startswith=F("path")) | Q(parent=pk, closed_on=None))
            .order_by(Length("path"), "sort_key", "pk")
        )


class Unit(Giving, Findable, Guarded):
    """A node in the municipality's tree of units (virksomheter). Its address is its number, which never changes."""

    found_as = "unit"

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, editable=False, db_index=True)  # "/1/4/12/": ids from the top
    code = models.CharField(_("code in the staff register"), max_length=40, null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=40, blank=True, help_text=_("For example “avdeling”."))
    about = models.TextField(_("what the unit does"), max_length=400, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    place = models.CharField(_("place and opening hours"), max_length=200, blank=True)
    editors_publish = models.BooleanField(_("editors may publish too"), default=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    sort_key = SortKeyField(max_length=200, editable=False, db_index=True)
    search_key = models.CharField(max_length=300, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [(role.value, role.label) for role in Role]
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.tidy()
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "sort_key", "search_key"}
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._place_in_tree()
            if self.parent_id is None:
                Profile.follow(self.name)

    def tidy(self) -> None:
        self.code = self.code or None
        self.sort_key, self.search_key = sort_key(self.name), search_key(self.name, 300)

    def _place_in_tree(self) -> None:
        """Keep `path`, and rewrite the whole subtree in one UPDATE when the unit has moved.

        What stands above is read anew: this object, and its parent, may have been read before others moved them.
        """
        old, above = Unit.objects.values_list("path", "parent__path").get(pk=self.pk)
        self.path = new = f"{above or '/'}{self.pk}/"
        if old == new:
            return
        if old:
            rest = Substr("path", len(old) + 1)
            Unit.objects.filter(path__startswith=old).update(path=Concat(Value(new), rest))
        else:
            Unit.objects.filter(pk=self.pk).update(path=new)

    def allows(self, user: Any, verb: str) -> bool:
        if not user.is_active or self.merged_into_id is not None:
            return False
        if verb == "view":
            return True
        if any(self.path.startswith(path) for path in paths_where(user, verb)):
            return True
        return verb == "publish" and self.editors_publish and self.allows(user, "edit")

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and self.merged_into_id is None

    @property
    def ancestor_ids(self) -> list[int]:
        return [int(pk) for pk in self.path.strip("/").split("/")[:-1]]

    @property
    def level(self) -> int:
        """0 for the municipality itself."""
        return len(self.ancestor_ids)

    def get_absolute_url(self) -> str:
        return f"/units/{self.pk}/"

    @transaction.atomic
    def add_below(self, name: str, by: Any, **details: Any) -> "Unit":
        """A new unit under this one. Raises Refused under a closed unit."""
        if not self.is_open:
            raise Refused(_g("%(unit)s is closed. Choose an open unit.") % {"unit": self})
        unit = Unit.objects.create(parent=self, name=name, **details)
        unit.note("created", by, now=name)
        return unit

    @transaction.atomic
    def rename(self, name: str, by: Any) -> None:
        old, self.name = self.name, name
        self.save(update_fields=["name"])
        mark("person", self.memberships.values_list("user", flat=True))
        self.note("renamed", by, was=old, now=name)

    @transaction.atomic
    def describe(self, by: Any, **details: Any) -> None:
        """Say anew what the unit does and how to reach it."""
        for field, value in details.items():
            setattr(self, field, value)
        self.save(update_fields=list(details))
        self.note("described", by)

    @transaction.atomic
    def entrust(self, editors_publish: bool, by: Any) -> None:
        """Let the unit's editors publish too, or not any more."""
        self.editors_publish = editors_publish
        self.save(update_fields=["editors_publish"])
        self.note("entrusted" if editors_publish else "unentrusted", by)

    @transaction.atomic
    def move(self, parent: "Unit", by: Any) -> None:
        """Hang the unit, with everything below it, under another. Raises Refused for a cycle or a closed parent."""
        self._hold_tree_still(parent)
        if parent.path.startswith(self.path):
            raise Refused(_g("A unit cannot be moved under itself or one of its own subunits."))
        if not parent.is_open:
            raise Refused(_g("%(unit)s is closed. Choose an open unit.") % {"unit": parent})
        old, self.parent = self.parent, parent
        self.save(update_fields=["parent"])
        self.note("moved", by, was=str(old or ""), now=str(parent))

    def _hold_tree_still(self, other: "Unit") -> None:
        """One move at a time: two at once could hang two units under each other. Then read both anew."""
        list(Unit.objects.select_for_update().filter(parent=None))
        for unit in (self, other):
            unit.refresh_from_db(fields=["path", "parent", "closed_on", "merged_into"])

    @transaction.atomic
    def close(self, by: Any) -> None:
        """Close the unit. Its pages and history stay; nobody may work in it or below it. Raises Refused otherwise."""
        if self.parent_id is None:
            raise Refused(_g("The top unit cannot be closed."))
        if Unit.objects.open().below(self).exclude(pk=self.pk).exists():
            raise Refused(_g("%(unit)s has open subunits. Move or close them first.") % {"unit": self})
        if self.memberships.in_force().exists():
            raise Refused(_g("People still work in %(unit)s. Move them or merge the unit first.") % {"unit": self})
        self.closed_on = timezone.localdate()
        self.save(update_fields=["closed_on"])
        self.note("closed", by)

    @transaction.atomic
    def reopen(self, by: Any) -> None:
        """Raises Refused for a unit that another has taken over, or under a closed one."""
        if self.merged_into_id or (self.parent and not self.parent.is_open):
            raise Refused(_g("The unit above is closed. Open that first."))
        self.closed_on = None
        self.save(update_fields=["closed_on"])
        self.note("reopened", by)

    @transaction.atomic
    def merge_into(self, other: "Unit", by: Any) -> None:
        """Make this unit part of another. People, subunits, pages and what is narrowed to it move over; roles here end.

        Its address leads there from now on. Raises Refused into itself, its own subunits or a closed unit.
        """
        self._hold_tree_still(other)
        if other.path.startswith(self.path):
            raise Refused(_g("A unit cannot be merged into itself or one of its own subunits."))
        if self.merged_into_id or not other.is_open:  # somebody may have merged this one a moment ago
            closed = self if self.merged_into_id else other
            raise Refused(_g("%(unit)s is closed. Choose an open unit.") % {"unit": closed})
        mark("person", self.memberships.values_list("user", flat=True))
        mark("page", self.pages.values_list("pk", flat=True))
        mark("file", self.pages.exclude(files=None).values_list("files", flat=True))
        mark("notice", self.notices.values_list("pk", flat=True))
        mark("notice_text", self.notices.exclude(translations=None).values_list("translations", flat=True))
        mark("notice_file", self.notices.exclude(files=None).values_list("files", flat=True))
        self.memberships.update(unit=other)
        self.pages.filter(parent=None).update(order=F("order") + 1000)
        self.pages.update(unit=other)
        self.notices.update(unit=other)
        for child in self.children.filter(merged_into=None):
            child.move(other, by)
        for row in self.audience_rows.all():
            row.move(other)
        Unit.objects.filter(merged_into=self).update(merged_into=other)
        for grant in self.user_grants.select_related("user"):
            self._end_role(grant, by)
        self.merged_into, self.closed_on = other, timezone.localdate()
        self.save(update_fields=["merged_into", "closed_on"])
        self.note("merged", by, now=str(other))
        other.note("took_over", by, was=self.name)

    def note(self, kind: str, by: Any, was: str = "", now: str = "") -> UnitChange:
        return self.changes.create(kind=kind, by=by, was=was[:200], now=now[:200])
