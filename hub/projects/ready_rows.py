"""Rows that a communication plan may begin with, for each time of a project, and for contact with the media."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.projects.models import PlanRow, Project

Channel = PlanRow.Channel
START, END = "starts_on", "ends_on"


class Ready(models.TextChoices):
    """The sets there are, in the order in which they are offered."""

    BEFORE = "before", _("Before it starts")
    DURING = "during", _("Under way")
    LAUNCH = "launch", _("When it is introduced")
    AFTER = "after", _("Afterwards")
    MEDIA = "media", _("Contact with the media")


class Row(NamedTuple):
    audience: Any
    message: Any
    channel: str
    day: str = ""  # of the project, from which `days` are counted
    days: int = 0


CHANGED, ALL = _("Those whose work changes"), _("All employees")
ROWS = {
    Ready.BEFORE: [
        Row(
            _("Union and safety representatives"),
            _("What is planned, and how you take part."),
            Channel.MEETING,
            START,
            -28,
        ),
        Row(CHANGED, _("What will change, why, and when you will know more."), Channel.MEETING, START, -21),
        Row(ALL, _("What the project is to achieve, who leads it, and where to ask."), Channel.NEWS, START, -7),
    ],
    Ready.DURING: [
        Row(CHANGED, _("How far we are, what we have learned, and what comes next."), Channel.NOTICE, START, 30),
        Row(_("Leaders"), _("What your people will ask, and what you can answer."), Channel.EMAIL, START, 30),
        Row(ALL, _("The latest from the project."), Channel.NEWS, START, 60),
    ],
    Ready.LAUNCH: [
        Row(CHANGED, _("What is new from which day, and where you get help."), Channel.NOTICE, END, -14),
        Row(_("Users and their families"), _("What it means for you, and whom to call."), Channel.LETTER, END, -14),
        Row(ALL, _("What changes, and from which day."), Channel.NOTICE, END, -3),
    ],
    Ready.AFTER: [
        Row(_("Those who took part"), _("Thank you, and this is what came of it."), Channel.MEETING, END, 7),
        Row(ALL, _("What we achieved, and what we would do in another way."), Channel.NEWS, END, 14),
    ],
    Ready.MEDIA: [
        Row(_("The inhabitants"), _("What the matter is about. Fill in the checklist first."), Channel.MEDIA),
    ],
}


def ready_rows(names: list[str], project: Project) -> list[dict[str, Any]]:
    """What `PlanRow.add_ready` takes, in the language of whoever asks. A day that is past or unknown stays open."""
    rows = [row for name in names for row in ROWS[Ready(name)]]
    return [
        {
            "audience": str(row.audience),
            "message": str(row.message),
            "channel": row.channel,
            "due_on": day_of(row, project),
        }
        for row in rows
    ]


def day_of(row: Row, project: Project) -> date | None:
    first = getattr(project, row.day) if row.day else None
    day = first + timedelta(days=row.days) if first else None
    return day if day and day >= timezone.localdate() else None
