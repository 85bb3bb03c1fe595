from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import escape, linebreaks
from django.utils.text import Truncator
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.live.models import Stream
from hub.projects.models.keyed import Keyed
from hub.projects.models.projects import News, Project
from hub.projects.models.rooms import STREAM, Room
from hub.projects.models.tasks import must_have_a_seat
from hub.units.models import Notice, Unit

PLAN = "plan"  # what is told on the room's stream


class PlanRowQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """As the room; on the project's page also every reader of that, where those who lead it have said so."""
        if verb != "view":
            return super().allowing(user, verb)
        shown = Project.objects.visible_to(user).filter(shows_plan=True)
        return self.filter(Q(room__in=Room.objects.visible_to(user)) | Q(room__in=shown.values("room")))

    def with_state(self) -> Self:
        """With `told_at`, when what came of the row was published, and `now`, its state: ticked off by that itself."""
        return self.annotate(told_at=TOLD_AT, now=now())

    def undone(self) -> Any:
        return self.alias(now=now()).exclude(now=PlanRow.State.DONE)

    def waiting_for(self, user: Any) -> Any:
        """What this person answers for and that is not done, in rooms where they still have a seat."""
        return self.undone().filter(responsible=user.pk, room__in=Room.objects.allowing(user, "post"))

    def as_shown(self) -> Self:
        shown = self.with_state().select_related("responsible", "done_by", "media")
        return shown.annotate(news_title=F("news__title"))


TOLD_AT = Coalesce("notice__sent_at", "news__at")


def now() -> Case:
    """Done when its notice is sent or its news told, under way as long as a notice is being written."""
    state = PlanRow.State
    return Case(
        When(Q(notice__sent_at__isnull=False) | Q(news__isnull=False), then=Value(state.DONE)),
        When(notice__isnull=False, state=state.PLANNED, then=Value(state.DOING)),
        default=F("state"),
    )


class PlanRow(Keyed, Guarded):
    """A row of a project's communication plan: who is to know what, how, by whom and when."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DOING = "doing", _("Under way")
        DONE = "done", _("Done")

    class Channel(models.TextChoices):
        NOTICE = "notice", _("Notice in the hub")
        NEWS = "news", _("News of the project")
        MEETING = "meeting", _("Meeting")
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")
        LETTER = "letter", _("Letter")
        POSTER = "poster", _("Poster")
        WEB = "web", _("The municipality's web site")
        SOCIAL = "social", _("Social media")
        MEDIA = "media", _("Newspaper, radio or television")
        OTHER = "other", _("Something else")

    access_from = "room"

    room = models.ForeignKey(Room, models.CASCADE, related_name="plan")
    audience = models.CharField(_("who is to know it"), max_length=200)
    message = models.TextField(_("what they are to know"), max_length=1000)
    channel = models.CharField(_("how"), max_length=7, choices=Channel, default=Channel.NOTICE)
    channel_note = models.CharField(_("where, more exactly"), max_length=120, blank=True)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="plan_rows")
    due_on = models.DateField(_("when"), null=True)
    state = models.CharField(max_length=7, choices=State, default=State.PLANNED)
    made_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    # What came of it. One that was never sent may be deleted, and the row is as it was before.
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+")
    news = models.ForeignKey(News, models.SET_NULL, null=True, related_name="+")

    told_at: Any  # by with_state
    now: str

    objects = PlanRowQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.audience

    def get_absolute_url(self) -> str:
        return f"/rooms/{self.room_id}/plan/#{self.element_id}"

    @property
    def element_id(self) -> str:
        return f"row-{self.pk}"

    def allows(self, user: Any, verb: str) -> bool:
        return PlanRow.objects.allowing(user, verb).filter(pk=self.pk).exists()

    @property
    def now_label(self) -> Any:
        return self.State(self.now).label

    @property
    def is_late(self) -> bool:
        return self.now != self.State.DONE and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def headline(self) -> str:
        """The first line of the message, short enough for a title."""
        return Truncator(self.message.strip().splitlines()[0]).chars(160)

    @property
    def text(self) -> str:
        """The message as the paragraphs of a notice."""
        return linebreaks(escape(self.message.strip()))

    @classmethod
    @transaction.atomic
    def add(cls, room: Room, by: Any, key: str = "", **said: Any) -> "PlanRow":
        """Raises Refused where `by` may not write, or the one responsible has no seat that does."""
        held = Room.objects.select_for_update().get(pk=room.pk)
        own_key = cls.own_key(by, key)
        if already := cls.made_before(own_key):
            return already
        held.must_take_posts(by)
        must_have_a_seat(held, said.get("responsible"))
        row = cls.objects.create(room=held, key=own_key, **said)
        Stream.record(STREAM, held.pk, PLAN)
        return row

    @classmethod
    @transaction.atomic
    def add_ready(cls, room: Room, rows: Iterable[dict[str, Any]], by: Any, key: str = "") -> list["PlanRow"]:
        """Several at once; one for the media gets its checklist. The same `key` twice adds them once."""
        added = []
        for place, said in enumerate(rows):
            row = cls.add(room, by, f"{key}-{place}" if key else "", **said)
            if row.channel == cls.Channel.MEDIA:
                MediaChecklist.objects.get_or_create(row=row)
            added.append(row)
        return added

    @transaction.atomic
    def change(self, by: Any, **said: Any) -> None:
        """Raises Refused as `add` does."""
        self._hold()
        self.room.must_take_posts(by)
        must_have_a_seat(self.room, said.get("responsible"))
        for name, value in said.items():
            setattr(self, name, value)
        self.save(update_fields=list(said))
        Stream.record(STREAM, self.room_id, PLAN)

    @transaction.atomic
    def move(self, state: str, by: Any) -> None:
        """To another state. Raises Refused for a row that was ticked off by what came of it."""
        self._hold()
        self.room.must_take_posts(by)
        if PlanRow.objects.with_state().get(pk=self.pk).told_at:
            raise Refused(_g("What came of this row is published, so it is done."))
        if state == self.state:
            return
        self.state = state
        is_done = state == self.State.DONE
        self.done_by, self.done_at = (by, timezone.now()) if is_done else (None, None)
        self.save(update_fields=["state", "done_by", "done_at"])
        Stream.record(STREAM, self.room_id, PLAN)

    @transaction.atomic
    def remove(self, by: Any) -> None:
        """Take the row out of the plan. A notice or a piece of news that came of it stays."""
        self._hold()
        self.room.must_take_posts(by)
        self.delete()
        Stream.record(STREAM, self.room_id, PLAN)

    @transaction.atomic
    def become_notice(self, unit: Unit, by: Any, language: str) -> Notice:
        """A notice of the unit for those who work there, with the row's text, not sent. Twice is the same notice.

        Raises Refused where `by` may not write in the unit or the room.
        """
        self._hold()
        self.room.must_take_posts(by)
        if self.notice:
            return self.notice
        if not (unit.is_open and unit.allows(by, "edit")):
            raise Refused(_g("You may only write notices in units where you may write."))
        self.notice = Notice.start(unit, self.headline, by, self.text, language=language)
        self.notice.aim([(unit, True)], [], is_narrowed=True)
        self.save(update_fields=["notice"])
        Stream.record(STREAM, self.room_id, PLAN)
        return self.notice

    @transaction.atomic
    def become_news(self, project: Project, title: str, body: str, by: Any, key: str = "") -> News:
        """Tell it on the project's page. Raises Refused as `Project.tell` does."""
        self._hold()
        self.news = project.tell(title, body, by, key)
        self.save(update_fields=["news"])
        Stream.record(STREAM, self.room_id, PLAN)
        return self.news

    def _hold(self) -> None:
        rows = PlanRow.objects.select_for_update(of=("self",)).select_related("room", "notice")
        try:
            self.refresh_from_db(from_queryset=rows)
        except PlanRow.DoesNotExist:
            raise Refused(_g("Somebody has taken the row out of the plan.")) from None


class MediaChecklistQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """As the room, also where the plan stands on the project's page."""
        return self.filter(row__room__in=Room.objects.allowing(user, verb))


class MediaChecklist(Guarded):
    """What one has thought through before one talks with the media. For the room alone."""

    access_from = "row"

    row = models.OneToOneField(PlanRow, models.CASCADE, related_name="media")
    matter = models.TextField(_("What is the matter?"), max_length=1000, blank=True)
    speaker = models.CharField(_("Who speaks?"), max_length=200, blank=True)
    place = models.CharField(_("Where is it best told?"), max_length=200, blank=True)
    reach = models.CharField(_("Whom do we want to reach?"), max_length=200, blank=True)

    objects = MediaChecklistQuerySet.as_manager()
    POINTS = ("matter", "speaker", "place", "reach")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.row)

    def allows(self, user: Any, verb: str) -> bool:
        return self.row.room.allows(user, verb)

    @property
    def points(self) -> list[tuple[Any, str]]:
        """(question, answer) of each."""
        fields: list[Any] = [self._meta.get_field(name) for name in self.POINTS]
        return [(field.verbose_name, getattr(self, field.name)) for field in fields]

    @property
    def answered(self) -> int:
        return sum(bool(answer) for _question, answer in self.points)

    @classmethod
    @transaction.atomic
    def answer(cls, row: PlanRow, by: Any, **said: str) -> "MediaChecklist":
        """Raises Refused where `by` may not write."""
        row._hold()
        row.room.must_take_posts(by)
        kept, _new = cls.objects.update_or_create(row=row, defaults=said)
        Stream.record(STREAM, row.room_id, PLAN)
        return kept
