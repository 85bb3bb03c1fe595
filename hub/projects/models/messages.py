from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _g

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.dialogue.words import Piece, pieces
from hub.live.models import Live, Stream
from hub.projects.models.keyed import Keyed
from hub.projects.models.rooms import STREAM, Room

LONGEST = 4000  # characters
FRESH = timedelta(minutes=15)  # as long one may change what one has written


class MessageQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """As the room; "edit" one's own, "remove" one's own, and any for those who lead."""
        if verb in ("view", "post"):
            return super().allowing(user, verb)
        mine = self.filter(author=user.pk, room__in=Room.objects.allowing(user, "post"), removed_at=None)
        if verb == "edit":
            return mine
        return mine | self.filter(room__in=Room.objects.allowing(user, "lead"), removed_at=None)

    def as_shown(self) -> Self:
        return self.select_related("author", "parent__author", "removed_by", "pinned_by")


class Message(Live, Keyed, Guarded):
    """Something said in a room: plain text. What was removed leaves its place and its writer, and not its text."""

    access_from = "room"
    fragment_template = "projects/_message.html"

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()  # in the room, in the order in which they became visible
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(max_length=LONGEST)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pinned_at = models.DateTimeField(null=True)
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["room", "number"], name="one_message_per_number")]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return f"/rooms/{self.room_id}/?at={self.number}#{self.element_id}"

    @classmethod
    def for_display(cls) -> Any:
        return cls.objects.as_shown()

    def allows(self, user: Any, verb: str) -> bool:
        return Message.objects.allowing(user, verb).filter(pk=self.pk).exists()

    @property
    def pieces(self) -> list[Piece]:
        """The text, cut into words and links."""
        return pieces(self.body, [])

    @property
    def is_fresh(self) -> bool:
        return timezone.now() - self.created_at < FRESH

    @classmethod
    @transaction.atomic
    def post(cls, room: Room, body: str, by: Any, to: "Message | None" = None, key: str = "") -> "Message":
        """Say something in the room. The same `key` twice (a double click, a net that was away) is one message.

        Messages are numbered in the order in which they become visible: the room is held until this one is. Raises
        Refused where `by` may not write.
        """
        held = Room.objects.select_for_update().get(pk=room.pk)
        own_key = cls.own_key(by, key)
        if already := cls.made_before(own_key):
            return already
        held.must_take_posts(by)
        held.last += 1
        held.save(update_fields=["last"])
        to = to if to and to.room_id == held.pk else None
        made = cls.objects.create(room=held, number=held.last, parent=to, author=by, body=body, key=own_key)
        held.seats.filter(user=by.pk).update(seen=held.last)
        Stream.record(STREAM, held.pk, "message", made)
        return made

    @transaction.atomic
    def rewrite(self, body: str, by: Any) -> None:
        """Change the text, for 15 minutes. Raises Refused later, and where it was removed."""
        self._hold()
        self.room.must_take_posts(by)
        if not self.is_fresh:
            raise Refused(_g("A message can be changed for 15 minutes, and they have passed. You can write a new one."))
        if body == self.body:
            return
        self.body, self.edited_at = body, timezone.now()
        self.save(update_fields=["body", "edited_at"])
        self._show_anew()

    @transaction.atomic
    def remove(self, by: Any) -> None:
        """Take the text away for good; that somebody wrote here stays. Twice is once."""
        self.refresh_from_db(from_queryset=Message.objects.select_for_update())
        if self.removed_at:
            return
        self.body, self.removed_at, self.removed_by = "", timezone.now(), by
        self.pinned_at = self.pinned_by = None
        self.save(update_fields=["body", "removed_at", "removed_by", "pinned_at", "pinned_by"])
        self._show_anew()

    @transaction.atomic
    def pin(self, by: Any, is_on: bool = True) -> None:
        """Let it stand at the top of the room, or not any more."""
        self._hold()
        self.room.must_take_posts(by)
        self.pinned_at, self.pinned_by = (timezone.now(), by) if is_on else (None, None)
        self.save(update_fields=["pinned_at", "pinned_by"])
        Stream.record(STREAM, self.room_id, "message", self)

    def _show_anew(self) -> None:
        """The message, and the answers to it: they quote it, on open pages and in what can be asked for again."""
        for shown in (self, *self.answers.all()):
            Stream.record(STREAM, self.room_id, "message", shown)

    def _hold(self) -> None:
        self.refresh_from_db(from_queryset=Message.objects.select_for_update().select_related("room"))
        if self.removed_at:
            raise Refused(_g("The message has been removed."))
