from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.live.models import Live, Stream
from hub.projects.models.keyed import Keyed
from hub.projects.models.rooms import STREAM, Room


class TaskQuerySet(GuardedQuerySet):
    def undone(self) -> Self:
        return self.exclude(state=Task.State.DONE)

    def waiting_for(self, user: Any) -> Self:
        """What this person has taken on and not done, in rooms where they still have a seat."""
        return self.undone().filter(responsible=user.pk, room__in=Room.objects.allowing(user, "post"))


class Task(Live, Keyed, Guarded):
    """Something to be done in a room, by somebody, by a day."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To do")
        DOING = "doing", _("Being done")
        DONE = "done", _("Done")

    access_from = "room"
    fragment_template = "projects/_task.html"

    room = models.ForeignKey(Room, models.CASCADE, related_name="tasks")
    title = models.CharField(_("what is to be done"), max_length=160)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="tasks")
    due_on = models.DateField(_("due"), null=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/rooms/{self.room_id}/tasks/#{self.element_id}"

    @classmethod
    def for_display(cls) -> Any:
        return cls.objects.select_related("responsible", "done_by")

    @property
    def is_late(self) -> bool:
        return self.state != self.State.DONE and self.due_on is not None and self.due_on < timezone.localdate()

    @classmethod
    @transaction.atomic
    def add(
        cls, room: Room, title: str, by: Any, responsible: Any = None, due_on: date | None = None, key: str = ""
    ) -> "Task":
        """Raises Refused where `by` may not write, or the one responsible has no seat that does."""
        held = Room.objects.select_for_update().get(pk=room.pk)
        own_key = cls.own_key(by, key)
        if already := cls.made_before(own_key):
            return already
        held.must_take_posts(by)
        must_have_a_seat(held, responsible)
        task = cls.objects.create(
            room=held, title=title, responsible=responsible, due_on=due_on, made_by=by, key=own_key
        )
        Stream.record(STREAM, held.pk, "task", task)
        return task

    @transaction.atomic
    def change(self, title: str, responsible: Any, due_on: date | None, by: Any) -> None:
        """Raises Refused as `add` does."""
        self._hold()
        self.room.must_take_posts(by)
        must_have_a_seat(self.room, responsible)
        self.title, self.responsible, self.due_on = title, responsible, due_on
        self.save(update_fields=["title", "responsible", "due_on"])
        Stream.record(STREAM, self.room_id, "task", self)

    @transaction.atomic
    def move(self, state: str, by: Any) -> None:
        """To another column. Moving to where it is changes nothing."""
        self._hold()
        self.room.must_take_posts(by)
        if state == self.state:
            return
        self.state = state
        is_done = state == self.State.DONE
        self.done_by, self.done_at = (by, timezone.now()) if is_done else (None, None)
        self.save(update_fields=["state", "done_by", "done_at"])
        Stream.record(STREAM, self.room_id, "task", self)

    def _hold(self) -> None:
        self.refresh_from_db(from_queryset=Task.objects.select_for_update(of=("self",)).select_related("room"))


def must_have_a_seat(room: Room, person: Any) -> None:
    if person is not None and not room.allows(person, "post"):
        raise Refused(_g("%(person)s has no seat in the room that does work.") % {"person": person})
