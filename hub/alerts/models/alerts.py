from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.alerts.models.sending import Sending
from hub.live.models import Live
from hub.units.models import Audience, Membership, Page, Unit
from hub.units.models.memberships import works_in
from hub.units.models.roles import paths_where


class AlertQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """A crisis lead may "alert" within the own tree: write, send, update and end.

        Whoever is in the area sees what is sent. Leaders and deputies of people in the area see it too, and its
        "rollcall"; so does the crisis lead.
        """
        if not user.is_active or verb not in ("view", "alert", "rollcall"):
            return self.none()
        keeps = under(paths_where(user, "alert"))
        if verb == "alert":
            return self.filter(keeps)
        answers_for = Q(sent_at__isnull=False) & touching(paths_where(user, "lead"))
        if verb == "rollcall":
            return self.filter(keeps | answers_for)
        return self.filter(keeps | answers_for | Q(meant_for(user), sent_at__isnull=False))

    def in_force(self) -> Self:
        return self.filter(sent_at__isnull=False, ended_at=None)

    def worst_first(self) -> Self:
        rank = models.Case(*(models.When(level=level, then=n) for n, level in enumerate(Alert.Level)))
        return self.alias(rank=rank).order_by("is_drill", "rank", "-sent_at", "-pk")


def under(paths: list[str]) -> Q:
    """Alerts of the units at these paths, or of units below them."""
    within = Q(pk__in=[])
    for path in paths:
        within |= Q(unit__path__startswith=path)
    return within


def touching(paths: list[str]) -> Q:
    """Alerts for people in the units at these paths, or below them."""
    if not paths:
        return Q(pk__in=[])
    return Q(audience=None) | Q(Exists(Audience.objects.touching(paths).filter(pk=OuterRef("audience"))))


def meant_for(user: Any) -> Q:
    return Q(audience=None) | Q(Exists(Audience.objects.reaching(user).filter(pk=OuterRef("audience"))))


class Alert(Sending, Live, Guarded):
    """An alert of a unit, for an area in its tree. `version` grows with every change, and is what a person has read."""

    class Level(models.TextChoices):
        RED = "red", _("Red: act now")
        ORANGE = "orange", _("Orange: be ready")
        INFO = "info", _("Information")

    access_from = "unit"
    fragment_template = "alerts/_alert.html"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="alerts", editable=False)  # on whose behalf it is sent
    audience = models.OneToOneField(Audience, models.SET_NULL, null=True, editable=False, related_name="alert")
    level = models.CharField(_("level"), max_length=6, choices=Level, default=Level.RED)
    is_drill = models.BooleanField(_("drill"), default=False)
    title = models.CharField(_("what has happened"), max_length=120)
    text = models.TextField(_("text"), max_length=1000, blank=True)
    instructions = models.TextField(_("what to do"), max_length=1000, blank=True)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="+")
    asks_rollcall = models.BooleanField(_("roll-call"), default=True)
    on_screens = models.BooleanField(_("on signed-out screens"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    key = models.CharField(max_length=60, null=True, unique=True, editable=False)  # of the form that made it
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    asked_at = models.DateTimeField(null=True, editable=False)  # when a second person was asked to confirm it
    waits_for_second = models.BooleanField(default=False, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    send_at = models.DateTimeField(null=True, editable=False, db_index=True)  # of a planned drill
    sent_at = models.DateTimeField(null=True, editable=False, db_index=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    people = models.PositiveIntegerField(default=0, editable=False)  # in the area, when it was sent
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/alerts/{self.pk}/"

    def allows(self, user: Any, verb: str) -> bool:
        return Alert.objects.allowing(user, verb).filter(pk=self.pk).exists()

    @classmethod
    def for_display(cls) -> Any:
        return cls._base_manager.prefetch_related("updates")

    def looks(self, number: int) -> dict[str, str]:
        """The same on every stream: `version` tells an older look from a newer one."""
        made_of, looks = getattr(self, "_looks", (0, {}))
        if made_of != self.version:
            looks = super().looks(number)
            self._looks = (self.version, looks)
        return looks

    @property
    def state(self) -> str:
        if self.ended_at:
            return "ended"
        if self.sent_at:
            return "sent"
        if self.waits_for_second:
            return "asked"
        return "planned" if self.send_at else "unsent"

    @property
    def is_in_force(self) -> bool:
        return self.sent_at is not None and self.ended_at is None

    @property
    def last_said_by(self) -> int | None:
        """Who has sent it, or written the newest update: they have read what stands there."""
        newest = next(iter(self.updates.all()), None)
        return newest.by_id if newest else self.sent_by_id

    @property
    def all_clear(self) -> "AlertUpdate | None":
        """The last word of an alert that is over."""
        return next((update for update in self.updates.all() if update.is_all_clear), None)

    @property
    def news(self) -> "list[AlertUpdate]":
        return [update for update in self.updates.all() if not update.is_all_clear]

    @property
    def area(self) -> str:
        """The area in words."""
        if self.audience is None:
            return _g("The whole municipality")
        rows = self.audience.units.all()
        below = _g("%(unit)s with the units below")
        return ", ".join(below % {"unit": row.unit} if row.with_below else str(row.unit) for row in rows)

    def concerns(self, user: Any) -> bool:
        """Whether somebody works in the area: the face of `meant_for` for one row, without a query for the area."""
        if self.audience is None:
            return bool(user.is_active)
        paths = works_in(user) if user.is_active else []
        wanted = [(row.unit.path, row.with_below) for row in self.audience.units.all()]
        return any(path == top or (below and path.startswith(top)) for path in paths for top, below in wanted)

    def addressees(self) -> Any:
        """The active people of the area, each once."""
        return self.audience.addressees() if self.audience else get_user_model().objects.active()

    def posts(self) -> Any:
        """The posts, held today, through which people are in the area."""
        posts = self.audience.posts() if self.audience else None
        return Membership.objects.of_active() if posts is None else posts

    def places(self) -> list[int]:
        """The open units of the area, each by itself."""
        if self.audience is None:
            return []
        within = Q(pk__in=[])
        for row in self.audience.units.select_related("unit"):
            within |= Q(path__startswith=row.unit.path) if row.with_below else Q(pk=row.unit_id)
        return list(Unit.objects.open().filter(within).order_by("pk").values_list("pk", flat=True))


class AlertUpdate(models.Model):
    """What was said after an alert was sent; the last is the all-clear. Append-only."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="updates")
    text = models.TextField(max_length=1000)
    is_all_clear = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
