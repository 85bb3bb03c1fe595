"""What projects ask of people: tasks and rows of the communication plan that are due within a week, or past."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.projects.models import PlanRow, Seat, Task
from hub.units.asks import later, start_of
from hub.waiting.sources import MOST, Asked, Source, Thing, register

SOON = timedelta(days=7)


class Due(Source):
    """Rows with `responsible`, `due_on`, `made_at` and `room`, of those who still have a seat that does work there."""

    model: Any

    def asking(self, reader: Any) -> Any:
        return soon(self.model.objects.waiting_for(reader))

    def asked(self, people: Any) -> Iterator[Asked]:
        seats = Seat.objects.filter(room=OuterRef("room"), user=OuterRef("responsible"))
        rows = soon(self.model.objects.undone()).filter(
            Exists(seats.exclude(part=Seat.Part.READER)), room__archived_at=None, responsible__in=people
        )
        for person, pk, day, made in rows.order_by().values_list("responsible", "pk", "due_on", "made_at"):
            yield Asked(person, pk, since(day, made), day)


class DueTasks(Due):
    kind, name, icon, order, model = "task", _("Do in your projects"), "check-circle", 32, Task

    @staticmethod
    def counted(n: int) -> str:
        return ngettext("%(n)s task in a project", "%(n)s tasks in projects", n) % {"n": n}

    def things(self, rows: Any, reader: Any) -> Iterable[Thing]:
        for task in rows.select_related("room").order_by("due_on", "pk")[: MOST + 1]:
            yield Thing(
                task.title,
                task.get_absolute_url(),
                place=task.room.title,
                since=since(task.due_on, task.made_at),
                deadline=task.due_on,
            )


class DuePlanRows(Due):
    kind, name, icon, order, model = "plan", _("Tell, by the communication plan"), "envelope", 34, PlanRow

    @staticmethod
    def counted(n: int) -> str:
        return ngettext("%(n)s message to tell by a plan", "%(n)s messages to tell by a plan", n) % {"n": n}

    def things(self, rows: Any, reader: Any) -> Iterable[Thing]:
        for row in rows.select_related("room").order_by("due_on", "pk")[: MOST + 1]:
            yield Thing(
                f"{row.audience}: {Truncator(row.headline).chars(90)}",
                row.get_absolute_url(),
                place=row.room.title,
                note=str(row.get_channel_display()),
                since=since(row.due_on, row.made_at),
                deadline=row.due_on,
            )


def soon(rows: Any) -> Any:
    return rows.filter(due_on__lte=timezone.localdate() + SOON)


def since(day: Any, made: Any) -> Any:
    """It begins to wait a week before its day, or as it was made."""
    return later(start_of(day - SOON) or made, made)


for source in (DueTasks(), DuePlanRows()):
    register(source)
