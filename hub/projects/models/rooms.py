from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.live.models import Stream, recheck

STREAM = "room"


class RoomQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Seats decide, and nothing else: no role above the unit helps, neither the leader's nor the superuser's.

        "view": open rooms, and those where one has a seat. "post": a lead's or a member's seat, until it is archived.
        "lead": a lead's seat.
        """
        if not user.is_active:
            return self.none()
        seats = Seat.objects.filter(user=user.pk)
        if verb == "view":
            return self.filter(Q(is_open=True) | Q(pk__in=seats.values("room")))
        if verb == "lead":
            return self.filter(pk__in=seats.filter(part=Seat.Part.LEAD).values("room"))
        return self.filter(pk__in=seats.exclude(part=Seat.Part.READER).values("room"), archived_at=None)

    def of(self, user: Any) -> Self:
        """Those where one has a seat."""
        return self.filter(pk__in=Seat.objects.filter(user=user.pk).values("room"))


class Room(Guarded):
    """The members' side of a project: what is said, done and decided there."""

    title = models.CharField(_("title"), max_length=120)
    is_open = models.BooleanField(_("every employee may read the room"), default=True)
    last = models.PositiveIntegerField(default=0, editable=False)  # the number of the newest message
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = RoomQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/rooms/{self.pk}/"

    def allows(self, user: Any, verb: str) -> bool:
        if not user.is_active:
            return False
        part = self.seats.filter(user=user.pk).values_list("part", flat=True).first()
        if verb == "view":
            return self.is_open or part is not None
        if verb == "lead":
            return part == Seat.Part.LEAD
        return part in (Seat.Part.LEAD, Seat.Part.MEMBER) and self.archived_at is None

    def viewers_among(self, people: set[int]) -> set[int]:
        """Those of these active people who may view it: the set face of "view"."""
        if self.is_open:
            return people
        return set(self.seats.filter(user__in=people).values_list("user", flat=True))

    # Seats

    @transaction.atomic
    def seat(self, person: Any, part: str, by: Any) -> "Seat":
        """Give a person a seat, or another part in the room. Raises Refused for the last lead, and for who has left."""
        if not person.is_active:
            raise Refused(_g("%(person)s does not work here any more.") % {"person": person})
        if part != Seat.Part.LEAD:
            self._keep_a_lead(person)
        seat, _new = Seat.objects.update_or_create(room=self, user=person, defaults={"part": part, "by": by})
        recheck([person.pk])  # a member who becomes a reader may not write any more
        Stream.record(STREAM, self.pk, "seats")
        return seat

    @transaction.atomic
    def unseat(self, person: Any, by: Any) -> None:
        """Take a seat away: the person's open pages of the room hear nothing more. Raises Refused for the last lead."""
        self._keep_a_lead(person)
        self.seats.filter(user=person).delete()
        recheck([person.pk])
        Stream.record(STREAM, self.pk, "seats")

    def _keep_a_lead(self, person: Any) -> None:
        held = Room.objects.select_for_update().get(pk=self.pk)
        leads = held.seats.filter(part=Seat.Part.LEAD)
        if leads.filter(user=person).exists() and leads.count() == 1:
            raise Refused(_g("Somebody must lead the room. Give another the lead first."))

    # Open, closed, archived

    @transaction.atomic
    def open_to_all(self, is_open: bool, by: Any) -> None:
        """Let every employee read the room, or its members only."""
        self.is_open = is_open
        self.save(update_fields=["is_open"])
        Stream.record(STREAM, self.pk, "room")  # whoever may not read it any more is found when this is heard

    @transaction.atomic
    def archive(self, by: Any) -> None:
        """Nothing more is written; everything is still found and read."""
        self.archived_at, self.archived_by = timezone.now(), by
        self.save(update_fields=["archived_at", "archived_by"])
        Stream.record(STREAM, self.pk, "room")

    @transaction.atomic
    def take_up(self, by: Any) -> None:
        """Work goes on in an archived room."""
        self.archived_at = self.archived_by = None
        self.save(update_fields=["archived_at", "archived_by"])
        Stream.record(STREAM, self.pk, "room")

    def must_take_posts(self, by: Any) -> None:
        """Raises Refused where `by` may not write (any more)."""
        if not self.allows(by, "post"):
            raise Refused(_g("You cannot write here any more. The room is archived, or your seat is another."))


class SeatQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Whoever may view the room sees who has a seat; those who lead it give and take them."""
        return self.filter(room__in=Room.objects.allowing(user, "view" if verb == "view" else "lead"))


class Seat(Guarded):
    """A person's place in a room."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Leads")
        MEMBER = "member", _("Member")
        READER = "reader", _("Reads")

    access_from = "room"

    room = models.ForeignKey(Room, models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seats")
    part = models.CharField(max_length=6, choices=Part, default=Part.MEMBER)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    seen = models.PositiveIntegerField(default=0, editable=False)  # the newest message one has had: one's own bookmark

    objects = SeatQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="one_seat_each")]

    def allows(self, user: Any, verb: str) -> bool:
        return self.room.allows(user, "view" if verb == "view" else "lead")

    def move_bookmark(self, number: int) -> None:
        """To a message that one has had. Kept for the person alone: where their unread messages begin."""
        if self.seen < number:
            type(self).objects.filter(pk=self.pk, seen__lt=number).update(seen=number)
