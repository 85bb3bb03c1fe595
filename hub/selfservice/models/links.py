from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _g

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.findable.marking import Findable
from hub.selfservice import addresses
from hub.selfservice.models.needs import Need
from hub.units.models import Audience, OutsideAddress, Unit

NOTED = {"title": "renamed", "address": "readdressed"}  # changes that are told with what was and what is


class Overtaken(Exception):
    """Somebody has changed the link since the form was opened."""


class ServiceLinkQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Readers: what stands and is meant for them. Keepers, who may publish in its unit: that, and what is gone.

        What a unit kept that is merged is kept by the one that took it over.
        """
        if not user.is_active:
            return self.none()
        units = Unit.objects.allowing(user, "publish" if verb == "view" else verb).order_by()
        kept = Q(unit__in=units) | Q(unit__merged_into__in=units)
        if verb != "view":
            return self.filter(kept)
        meant = Q(audience=None) | Q(Exists(Audience.objects.reaching(user).filter(pk=OuterRef("audience"))))
        return self.filter(Q(meant, removed_at=None) | kept)

    def standing(self) -> Self:
        return self.filter(removed_at=None)

    def broken(self) -> Self:
        """Those that lead to a web site that does not answer, or not with the page."""
        return self.standing().filter(outside__broken_since__isnull=False)


class ServiceLink(Findable, Guarded):
    """A way to get something done: a link, with what it does and what it takes. A unit keeps it."""

    access_from = "unit"
    found_as = "service"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="service_links")
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="links")
    title = models.CharField(max_length=80)
    about = models.CharField(max_length=200)
    address = models.CharField(max_length=addresses.LONGEST)
    keywords = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nb")
    needs_email = models.BooleanField(default=False)
    on_phone = models.BooleanField(default=True)
    is_counted = models.BooleanField(default=True)
    audience = models.OneToOneField(Audience, models.SET_NULL, null=True, blank=True, related_name="service_link")
    outside = models.ForeignKey(OutsideAddress, models.PROTECT, null=True, editable=False, related_name="services")
    number = models.PositiveIntegerField(default=1, editable=False)  # grows at every change
    key = models.CharField(max_length=40, null=True, unique=True, editable=False)  # of the form that made it
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    removed_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = ServiceLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """By the hub, which counts; what is no web address stands on the page, to be read and pressed there."""
        if addresses.way_of(self.address) in (addresses.INSIDE, addresses.OUTSIDE):
            return f"/services/open/link/{self.pk}/"
        return f"/services/#link-{self.pk}"

    def allows(self, user: Any, verb: str) -> bool:
        if verb == "view":
            return ServiceLink.objects.allowing(user, verb).filter(pk=self.pk).exists()
        return self.keeper.allows(user, verb)

    @property
    def keeper(self) -> Unit:
        """The unit, or the one that took it over."""
        return self.unit.merged_into or self.unit

    @property
    def where(self) -> str:
        return addresses.shown(self.address) or self.address

    @property
    def is_outside(self) -> bool:
        return addresses.way_of(self.address) == addresses.OUTSIDE

    @classmethod
    @transaction.atomic
    def add(cls, unit: Unit, by: Any, key: str = "", **fields: Any) -> "ServiceLink":
        """A new link. The same `key` twice (a double click) is the same link. Raises Refused for a bad address."""
        fields["address"] = addresses.tidied(fields["address"])
        if key:
            link, is_new = cls.objects.get_or_create(key=key, defaults={"unit": unit, **fields})
        else:
            link, is_new = cls.objects.create(unit=unit, **fields), True
        if is_new:
            link._follow_outside()
            link.note("added", by, now=link.title)
        return link

    @transaction.atomic
    def change(self, by: Any, seen: int, **fields: Any) -> None:
        """Raises Overtaken when somebody has changed it since number `seen`, and Refused for a bad address."""
        held = ServiceLink.objects.select_for_update().get(pk=self.pk)
        if held.number != seen:
            raise Overtaken
        fields["address"] = addresses.tidied(fields["address"])
        changed = {name for name, value in fields.items() if getattr(held, name) != value}
        for name, value in fields.items():
            setattr(self, name, value)
        if not changed:
            return
        self.number = held.number + 1
        self.save(update_fields=[*fields, "number"])
        self._follow_outside()
        for name in changed & set(NOTED):
            self.note(NOTED[name], by, was=getattr(held, name), now=getattr(self, name))
        if changed - set(NOTED):
            self.note("changed", by)

    def _follow_outside(self) -> None:
        """Have the desk look now and then whether another web site still answers."""
        was, self.outside = self.outside_id, None
        if self.is_outside:
            host = (urlsplit(self.address).hostname or "")[:255]
            kept = {"address": self.address, "host": host}
            self.outside, _new = OutsideAddress.objects.get_or_create(
                key=OutsideAddress.key_of(self.address), defaults=kept
            )
        if self.outside_id != was:
            self.save(update_fields=["outside"])

    @transaction.atomic
    def narrow(self, by: Any, units: list[tuple[Unit, bool]], roles: list[str], is_narrowed: bool = True) -> None:
        """Meant for these units and roles only, or for all employees."""
        former, was = self.audience, self._meant_for()
        if is_narrowed:
            self.audience = former or Audience.objects.create()
            self.audience.become(units, roles)
        else:
            self.audience = None
        self.save(update_fields=["audience"])
        if former and not is_narrowed:
            former.delete()
        if was != self._meant_for():
            self.note("narrowed", by)

    def _meant_for(self) -> Any:
        if self.audience is None:
            return None
        return self.audience.roles, sorted(self.audience.units.values_list("unit", "with_below"))

    @transaction.atomic
    def remove(self, by: Any, reason: str) -> None:
        """Take it away from everybody at once. It is kept, and can be put back. Raises Refused when it is gone."""
        held = ServiceLink.objects.select_for_update().get(pk=self.pk)
        if held.removed_at:
            raise Refused(_g("The link is taken away already."))
        self.removed_at, self.removed_by, self.removed_reason = timezone.now(), by, reason
        self.save(update_fields=["removed_at", "removed_by", "removed_reason"])
        self.note("removed", by, now=reason)

    @transaction.atomic
    def put_back(self, by: Any) -> None:
        held = ServiceLink.objects.select_for_update().get(pk=self.pk)
        self.removed_at, self.removed_by, self.removed_reason = None, None, ""
        self.save(update_fields=["removed_at", "removed_by", "removed_reason"])
        if held.removed_at:
            self.note("put_back", by)

    def note(self, kind: str, by: Any, was: str = "", now: str = "") -> Any:
        changes: Any = ServiceLink._meta.get_field("changes").related_model
        return changes.objects.create(link=self, kind=kind, by=by, was=was, now=now)
