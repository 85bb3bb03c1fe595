from hub.projects.models.decisions import Decision
from hub.projects.models.messages import Message
from hub.projects.models.plans import MediaChecklist, PlanRow
from hub.projects.models.projects import Milestone, News, Project
from hub.projects.models.rooms import Room, Seat
from hub.projects.models.tasks import Task

__all__ = [
    "Decision",
    "MediaChecklist",
    "Message",
    "Milestone",
    "News",
    "PlanRow",
    "Project",
    "Room",
    "Seat",
    "Task",
]
