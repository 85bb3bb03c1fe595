"""Makes the demo municipality's projects, with what has been said, done and decided in their rooms."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from hub.demo import content
from hub.people.models import User
from hub.projects.models import Decision, MediaChecklist, Message, PlanRow, Project, Task
from hub.units.models import Unit


def make_projects(units: dict[str, Unit]) -> None:
    people = {person.number: person for person in User.objects.all()}
    for said in content.table("projects")["project"]:
        make(units[said["unit"]], said, people)


def make(unit: Unit, said: dict[str, Any], people: dict[str, User]) -> None:
    """By the verbs of the models, as those would who lead it; then what was said is moved back to its days."""
    lead, today = people[said["lead"]], timezone.localdate()
    text: dict[str, Any] = {name: said.get(name, "") for name in ("title", "goal", "meaning", "contact", "state")}
    places = (("starts_on", "starts"), ("ends_on", "ends"))
    days: dict[str, Any] = {name: today + timedelta(days=said[place]) for name, place in places}
    project = Project.begin(unit, by=lead, **text, **days)
    for part, numbers in (("member", said.get("members", [])), ("reader", said.get("readers", []))):
        for number in numbers:
            project.room.seat(people[number], part, lead)
    for title, day, is_reached in said.get("milestones", []):
        milestone = project.plan(title, today + timedelta(days=day), lead)
        milestone.reached_on = milestone.due_on if is_reached else None
        milestone.save(update_fields=["reached_on"])
    for title, ago, body in reversed(said.get("news", [])):
        news = project.tell(title, "".join(f"<p>{part}</p>" for part in body.split("\n\n")), lead)
        type(news).objects.filter(pk=news.pk).update(at=moment(ago, "12.10"))
    fill_room(project, said, people)


def fill_room(project: Project, said: dict[str, Any], people: dict[str, User]) -> None:
    room, today, lead = project.room, timezone.localdate(), people[said["lead"]]
    for number, ago, clock, body in said.get("said", []):
        message = Message.post(room, body, people[number])
        Message.objects.filter(pk=message.pk).update(created_at=moment(ago, clock))
    for what, why, by, ago in said.get("decisions", []):
        Decision.record(room, lead, what=what, why=why, decided_by=by, decided_on=today - timedelta(days=ago))
    for title, number, day, state in said.get("tasks", []):
        task = Task.add(room, title, lead, people[number], today + timedelta(days=day))
        task.move(state, people[number])
    fill_plan(project, said, people)


def fill_plan(project: Project, said: dict[str, Any], people: dict[str, User]) -> None:
    lead, today = people[said["lead"]], timezone.localdate()
    for audience, message, channel, note, number, day, state in said.get("plan", []):
        text = {"audience": audience, "message": message, "channel": channel, "channel_note": note}
        due_on = today + timedelta(days=day)
        row = PlanRow.add(project.room, lead, responsible=people[number], due_on=due_on, **text)
        row.move(state, people[number])
        if state == PlanRow.State.DONE:
            PlanRow.objects.filter(pk=row.pk).update(done_at=moment(-day, "10.30"))
        if channel == PlanRow.Channel.MEDIA:
            MediaChecklist.answer(row, lead, **said.get("media", {}))
    project.show_plan(said.get("shows_plan", False), lead)


def moment(ago: int, clock: str) -> datetime:
    """So many days ago at a time of the day; never later than now."""
    hour, minute = map(int, clock.split("."))
    day = timezone.localtime() - timedelta(days=ago)
    return min(day.replace(hour=hour, minute=minute, second=0), timezone.localtime())
