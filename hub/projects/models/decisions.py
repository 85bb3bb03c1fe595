from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.live.models import Live, Stream
from hub.projects.models.keyed import Keyed
from hub.projects.models.rooms import STREAM, Room


class Decision(Live, Keyed, Guarded):
    """What was decided, by whom, when and why. On record: never changed; a later one may replace it."""

    access_from = "room"
    fragment_template = "projects/_decision.html"

    room = models.ForeignKey(Room, models.CASCADE, related_name="decisions")
    what = models.TextField(_("what was decided"), max_length=1000)
    why = models.TextField(_("why"), max_length=2000, blank=True)
    decided_by = models.CharField(_("who decided"), max_length=120)
    decided_on = models.DateField(_("when"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")  # who put it on record
    at = models.DateTimeField(default=timezone.now)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"/rooms/{self.room_id}/decisions/#{self.element_id}"

    @classmethod
    def for_display(cls) -> Any:
        return cls.objects.select_related("by", "replaced_by")

    @classmethod
    @transaction.atomic
    def record(cls, room: Room, by: Any, key: str = "", replaces: "Decision | None" = None, **said: Any) -> "Decision":
        """Put it on record. Raises Refused where `by` may not write; the same `key` twice is one decision."""
        held = Room.objects.select_for_update().get(pk=room.pk)
        own_key = cls.own_key(by, key)
        if already := cls.made_before(own_key):
            return already
        held.must_take_posts(by)
        made = cls.objects.create(room=held, by=by, key=own_key, replaces=replaces, **said)
        if replaces:
            Stream.record(STREAM, held.pk, "decision", replaces)
        Stream.record(STREAM, held.pk, "decision", made)
        return made
