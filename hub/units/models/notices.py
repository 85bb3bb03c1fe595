from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet, is_world
from hub.dialogue.models import Discussed
from hub.findable.marking import Findable, mark
from hub.units.models.audiences import Audience, readers_of, viewers_of
from hub.units.models.notice_sending import Sending
from hub.units.models.public import MARKS, Public, only_if_open, public
from hub.units.models.roles import paths_where
from hub.units.models.tree import Unit

ANSWERING = ("reach", "lead")  # verbs about the people whom a must-read is for, not about its text


class NoticeQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """The world: what is public. Readers: what is sent and meant for them. Writers: what their role reaches.

        Whoever answers for people that a must-read is for sees it too, and may "reach" (see who has confirmed) or
        "lead" (record, remind): a leader or deputy within the own tree, HR and shared services everywhere.
        Whoever sees it while it is in force may "comment"; its author and the unit's writers "moderate".
        """
        if is_world(user) and verb == "view":
            return self.filter(live(), public())
        if not user.is_active:
            return self.none()
        if verb == "comment":
            return self.allowing(user, "view").filter(live(), comments_open=True)
        if verb == "moderate":
            return self.allowing(user, "view").filter(
                Q(author=user.pk) | Q(unit__in=Unit.objects.allowing(user, "edit"))
            )
        if verb in ANSWERING:
            return self.filter(asks_of(paths_where(user, verb)), sent_at__isnull=False)
        writes = Q(unit__in=Unit.objects.allowing(user, "edit" if verb == "view" else verb))
        if verb != "view":
            return self.filter(writes)
        meant = meant_for(user) | asks_of(paths_where(user, "reach"))
        return self.filter(Q(live(), meant) | writes)

    def live(self) -> Self:
        return self.filter(live())

    def meant_for(self, user: Any) -> Self:
        """What is in force for this very person: the mirror of `Notice.addressees`."""
        return self.filter(live(), meant_for(user)) if user.is_active else self.none()

    def changeable_by(self, user: Any) -> Self:
        """Writers change what is not sent; what readers see, or will by itself, is changed by those who publish."""
        publishes = Q(unit__in=Unit.objects.allowing(user, "publish"))
        return self.filter(Q(sent_at=None, send_at=None, withdrawn_at=None) | publishes)

    def must_reads(self) -> Self:
        return self.filter(weight=Notice.Weight.MUST_READ)

    def unanswered_by(self, user: Any) -> Self:
        """Must-reads in force that ask something of this person still."""
        return self.meant_for(user).must_reads().exclude(answered_by(user))

    def with_answer(self, user: Any) -> Self:
        """With `asks_me` (a must-read that waits for this person)."""
        asks = Q(weight=Notice.Weight.MUST_READ) & ~answered_by(user) & meant_for(user)
        return self.annotate(asks_me=models.ExpressionWrapper(asks, models.BooleanField()))

    def for_list(self, language: str) -> Self:
        """Without the texts; with `title_here`, in the reader's language where there is one."""
        texts: Any = Notice._meta.get_field("translations").related_model
        there = texts.objects.filter(notice=OuterRef("pk"), language=language).exclude(language=OuterRef("language"))
        title = Coalesce(Subquery(there.values("title")[:1]), F("title"))
        return self.defer("body").select_related("unit").annotate(
            title_here=title, is_translated=Exists(there)
        )  # fmt: skip


def live() -> Q:
    """Sent, not withdrawn, and not past its time. True to the minute, whether the worker has come by or not."""
    now = timezone.now()
    standing = Q(sent_at__isnull=False, withdrawn_at=None) & (Q(ends_at=None) | Q(ends_at__gt=now))
    return standing & ~Q(unit__in=Unit.objects.exclude(merged_into=None).order_by())


def meant_for(user: Any) -> Q:
    return Q(audience=None) | Q(Exists(Audience.objects.reaching(user).filter(pk=OuterRef("audience"))))


def asks_of(paths: list[str]) -> Q:
    """Must-reads for people in the units at these paths, or below them."""
    touching = Exists(Audience.objects.touching(paths).filter(pk=OuterRef("audience")))
    meant = Q(audience=None) | Q(touching) if paths else Q(pk__in=[])
    return Q(weight=Notice.Weight.MUST_READ) & meant


def answered_by(user: Any) -> Q:
    """A receipt of this person for the text that is asked about now."""
    receipts: Any = Notice._meta.get_field("receipts").related_model
    mine = receipts.objects.filter(notice=OuterRef("pk"), user=user.pk, revision__number__gte=OuterRef("asked_from"))
    return Q(Exists(mine))


class Notice(Sending, Public, Findable, Discussed, Guarded):
    """Short news with an audience and a time. `title` and `body` are what readers see, in `language`."""

    class Weight(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        IMPORTANT = "important", _("Important")
        MUST_READ = "must_read", _("Must be read")

    access_from = "unit"
    found_as = "notice"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notices")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    key = models.CharField(max_length=40, null=True, unique=True, editable=False)  # of the form that made it
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nb")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True, editable=False)
    current = models.ForeignKey("NoticeRevision", models.PROTECT, null=True, editable=False, related_name="+")
    asked_from = models.PositiveIntegerField(default=1, editable=False)  # receipts from this revision on count
    audience = models.OneToOneField(Audience, models.SET_NULL, null=True, blank=True, related_name="notice")
    weight = models.CharField(_("weight"), max_length=10, choices=Weight, default=Weight.ORDINARY)
    deadline = models.DateField(_("deadline"), null=True, blank=True)  # of a must-read
    comments_open = models.BooleanField(_("comments"), default=True)
    on_screens = models.BooleanField(_("on screens"), default=False)  # on signed-out shared PCs
    send_at = models.DateTimeField(_("send at"), null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False, db_index=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)

    title_here: str  # by for_list
    is_translated: bool
    asks_me: bool  # by with_answer

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-sent_at"]), models.Index(fields=["send_at"])]
        constraints = [only_if_open("a_public_notice_is_for_all")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/notices/{self.pk}/"

    def mark(self) -> None:
        super().mark()
        mark("notice_text", self.translations.values_list("pk", flat=True))

    def allows(self, user: Any, verb: str) -> bool:
        if verb in ("view", "comment", "moderate", *ANSWERING):
            return Notice.objects.allowing(user, verb).filter(pk=self.pk).exists()
        return self.unit.allows(user, verb)

    @property
    def is_must_read(self) -> bool:
        return self.weight == self.Weight.MUST_READ

    @property
    def is_live(self) -> bool:
        over = self.ends_at is not None and self.ends_at <= timezone.now()
        return self.sent_at is not None and self.withdrawn_at is None and not over

    @property
    def is_late(self) -> bool:
        return self.deadline is not None and self.deadline < timezone.localdate()

    @property
    def state(self) -> str:
        if self.withdrawn_at:
            return "withdrawn"
        if self.is_live:
            return "live"
        if self.sent_at:
            return "over"
        return "planned" if self.send_at else "unsent"

    def addressees(self) -> Any:
        """The active people it is for, each once: the denominator of every count."""
        return self.audience.addressees() if self.audience else get_user_model().objects.active()

    def readers(self) -> Any:
        """Those it is for, and those who write there."""
        return readers_of(self.audience, self.unit)

    def viewers(self) -> Any:
        return viewers_of(
            self.audience, self.unit, self.is_live and self.unit.merged_into_id is None, self.is_must_read
        )

    @classmethod
    def with_readers(cls, things: Any) -> Any:
        return things.select_related("unit", "audience").prefetch_related("audience__units__unit")

    @transaction.atomic
    def aim(self, units: list[tuple[Unit, bool]], roles: list[str], is_narrowed: bool = True) -> None:
        """Meant for these units and roles only, or for all employees."""
        former = self.audience
        if is_narrowed:
            self.audience = former or Audience.objects.create()
            self.audience.become(units, roles)
            self.keep_inside()
        else:
            self.audience = None
        self.save(update_fields=["audience", *MARKS])
        if former and not is_narrowed:
            former.delete()
        self._tell()
