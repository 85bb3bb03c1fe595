from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.access import Guarded, GuardedQuerySet, Refused
from hub.dialogue.models import Discussed
from hub.findable.marking import Findable, mark
from hub.projects.models.keyed import Keyed
from hub.projects.models.rooms import Room, Seat
from hub.units.models import Unit


class ProjectQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Every employee reads of a project, unless even that it exists is for its members. Those who lead it edit."""
        if not user.is_active:
            return self.none()
        seats = Seat.objects.filter(user=user.pk)
        if verb == "view":
            return self.filter(Q(is_hidden=False) | Q(room__in=seats.values("room")))
        return self.filter(room__in=seats.filter(part=Seat.Part.LEAD).values("room"))

    def under_way(self) -> Self:
        return self.exclude(state=Project.State.DONE)


class Project(Findable, Keyed, Guarded):
    """A project as every employee reads of it: its goal, owner, time, milestones and news."""

    found_as = "project"

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")

    room = models.OneToOneField(Room, models.PROTECT, related_name="project", editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    goal = models.TextField(_("goal"), max_length=1000)
    meaning = models.TextField(_("what it means for whom"), max_length=2000, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PLANNED)
    is_hidden = models.BooleanField(_("only the members know that it exists"), default=False)
    shows_plan = models.BooleanField(_("its communication plan stands on its page"), default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["starts_on", "pk"]

    def __str__(self) -> str:
        return self.room.title

    def get_absolute_url(self) -> str:
        return f"/projects/{self.pk}/"

    @property
    def is_done(self) -> bool:
        return self.state == Project.State.DONE

    def mark(self) -> None:
        super().mark()
        mark("project_news", self.news.values_list("pk", flat=True))

    def allows(self, user: Any, verb: str) -> bool:
        return Project.objects.allowing(user, verb).filter(pk=self.pk).exists()

    @classmethod
    @transaction.atomic
    def start(cls, unit: Unit, title: str, by: Any, key: str = "", **said: Any) -> "Project":
        """A new project of a unit, with a room that `by` leads. Raises Refused where `by` may not write there."""
        own_key = cls.own_key(by, key)
        if already := cls.made_before(own_key):
            return already
        if not (unit.is_open and unit.allows(by, "edit")):
            raise Refused(_g("You may only start projects in units where you may write."))
        return cls.begin(unit, title, by, key=own_key, **said)

    @classmethod
    @transaction.atomic
    def begin(cls, unit: Unit, title: str, by: Any, is_open: bool = True, **said: Any) -> "Project":
        """As `start`, whoever `by` is."""
        room = Room.objects.create(title=title, is_open=is_open and not said.get("is_hidden", False))
        room.seat(by, Seat.Part.LEAD, by)
        said.setdefault("owner", by)
        return cls.objects.create(unit=unit, room=room, **said)

    @transaction.atomic
    def describe(self, title: str, is_open: bool, by: Any, **said: Any) -> None:
        """What everybody reads of it, and whether they may read the room. A hidden project has a closed room."""
        room = Room.objects.select_for_update().get(pk=self.room_id)
        for name, value in said.items():
            setattr(self, name, value)
        self.save(update_fields=list(said))
        room.title = title
        room.save(update_fields=["title"])
        if room.is_open != (wanted := is_open and not self.is_hidden):
            room.open_to_all(wanted, by)
        self.room = room

    @transaction.atomic
    def tell(self, title: str, body: str, by: Any, key: str = "") -> "News":
        """A piece of news on the project's page. The same `key` twice is one."""
        own_key = News.own_key(by, key)
        if already := News.made_before(own_key):
            return already
        if not self.allows(by, "edit"):
            raise Refused(_g("Only those who lead the project write its news."))
        text = {"title": title, "body": richtext.clean(body), "by": by, "key": own_key}
        return News.objects.create(project=self, comments_open=True, **text)

    @transaction.atomic
    def show_plan(self, is_on: bool, by: Any) -> None:
        """Let the communication plan stand on the project's page, for all who read that, or not any more."""
        if not self.allows(by, "edit"):
            raise Refused(_g("Only those who lead the project decide what stands on its page."))
        self.shows_plan = is_on
        self.save(update_fields=["shows_plan"])

    @transaction.atomic
    def plan(self, title: str, due_on: date, by: Any) -> "Milestone":
        if not self.allows(by, "edit"):
            raise Refused(_g("Only those who lead the project set its milestones."))
        return self.milestones.create(title=title, due_on=due_on)


class Milestone(Guarded):
    """Something that is reached on a day."""

    access_from = "project"

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=120)
    due_on = models.DateField(_("day"))
    reached_on = models.DateField(_("reached"), null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        return self.reached_on is None and self.due_on < timezone.localdate()

    @transaction.atomic
    def reach(self, is_reached: bool, by: Any) -> None:
        self.reached_on = timezone.localdate() if is_reached else None
        self.save(update_fields=["reached_on"])


class NewsQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """As the project. One comments as long as it is under way; those who lead it moderate."""
        if verb == "comment":
            going = Project.objects.visible_to(user).under_way()
            return self.filter(project__in=going)
        return self.filter(project__in=Project.objects.allowing(user, "edit" if verb == "moderate" else verb))

    def live(self) -> Self:
        """Whatever has been told stands."""
        return self


class News(Findable, Discussed, Keyed, Guarded):
    """A piece of news of a project, which is talked about."""

    access_from = "project"
    found_as = "project_news"

    project = models.ForeignKey(Project, models.CASCADE, related_name="news")
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = NewsQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        verbose_name_plural = "news"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/projects/news/{self.pk}/"

    def allows(self, user: Any, verb: str) -> bool:
        return News.objects.allowing(user, verb).filter(pk=self.pk).exists()

    def viewers(self) -> Any:
        people = get_user_model().objects.active()
        return people.filter(seats__room=self.project.room_id) if self.project.is_hidden else people

    def readers(self) -> Any:
        return self.viewers()

    @classmethod
    def with_readers(cls, things: Any) -> Any:
        return things.select_related("project")
