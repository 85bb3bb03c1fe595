from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.access import Guarded, GuardedQuerySet
from hub.units.models.audiences import Audience
from hub.units.models.tree import Refused, Unit

STRETCH = timedelta(minutes=15)  # a person's saves within this time are one revision
REVIEW_AFTER = timedelta(days=365)
PRESENT = timedelta(minutes=2)  # an editor seen this lately is "there"


class Conflict(Exception):
    """Somebody else saved in between. `draft` holds their text; nothing was overwritten."""

    def __init__(self, draft: Any) -> None:
        super().__init__()
        self.draft = draft


class PageQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Readers: what is published and meant for them. Writers: what their role on the unit reaches."""
        if not user.is_active:
            return self.none()
        editable = self.filter(unit__in=Unit.objects.allowing(user, "edit" if verb == "view" else verb))
        if verb != "view":
            return editable
        mine = Q(audience=None) | Q(audience__in=Audience.objects.reaching(user))
        return self.filter(Q(mine, live(), unit__merged_into=None) | Q(pk__in=editable.values("pk")))

    def live(self) -> Self:
        return self.filter(live())

    def for_list(self) -> Self:
        """Without the texts, which lists never show."""
        return self.defer("body").select_related("unit")


def live() -> Q:
    """Published, and not yet past its last day. True to the minute, whether the worker has come by or not."""
    return Q(current__isnull=False) & (Q(unpublish_at=None) | Q(unpublish_at__gt=timezone.now()))


class Page(Guarded):
    """A page of a unit, in a tree within it. Readers see `title` and `body`; writers work on `draft`."""

    access_from = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pages")
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name=_("under")
    )
    order = models.PositiveIntegerField(_("place in the list"), default=100)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nb")
    original = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="translations")
    original_revision = models.ForeignKey("PageRevision", models.SET_NULL, null=True, editable=False, related_name="+")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True, editable=False)
    current = models.ForeignKey("PageRevision", models.PROTECT, null=True, editable=False, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False, db_index=True)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    scheduled = models.ForeignKey("PageRevision", models.PROTECT, null=True, editable=False, related_name="+")
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    unpublish_at = models.DateTimeField(_("take down at"), null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    review_on = models.DateField(_("review on"), null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    audience = models.OneToOneField(Audience, models.SET_NULL, null=True, blank=True, related_name="page")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["order", "title", "pk"]
        indexes = [models.Index(fields=["unit", "order"]), models.Index(fields=["publish_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/pages/{self.pk}/"

    def allows(self, user: Any, verb: str) -> bool:
        if not user.is_active:
            return False
        if verb != "view":
            return self.unit.allows(user, verb)
        if self.unit.allows(user, "edit"):
            return True
        meant = self.audience_id is None or Audience.objects.reaching(user).filter(pk=self.audience_id).exists()
        return meant and self.is_live and self.unit.merged_into_id is None

    @property
    def is_live(self) -> bool:
        return self.current_id is not None and (self.unpublish_at is None or self.unpublish_at > timezone.now())

    @property
    def is_due(self) -> bool:
        return self.is_live and self.review_on is not None and self.review_on <= timezone.localdate()

    @classmethod
    @transaction.atomic
    def start(cls, unit: Unit, title: str, by: Any, body: str = "", **fields: Any) -> "Page":
        """A new page with a draft that only the unit's writers see."""
        page = cls.objects.create(unit=unit, title=title, created_by=by, **fields)
        now = timezone.now()
        page._drafts.create(page=page, title=title, body=richtext.clean(body), saved_by=by, saved_at=now, since=now)
        return page

    @property
    def _drafts(self) -> Any:
        return Page.draft.related.related_model.objects

    def _locked_draft(self) -> Any:
        return self._drafts.select_for_update().get(page=self)

    @transaction.atomic
    def save_draft(self, title: str, body: str, by: Any, seen: int) -> Any:
        """Save what is written. `seen` is the draft's number that the writer started from.

        A new person, or a new stretch of writing, first puts the former text away as a revision.
        Raises Conflict when somebody has saved since; the writer then settles it with both texts in view.
        """
        draft, now = self._locked_draft(), timezone.now()
        if draft.number != seen:
            raise Conflict(draft)
        body = richtext.clean(body)
        if (draft.title, draft.body) == (title, body):
            return draft
        if draft.saved_by_id != by.pk or now - draft.since > STRETCH:
            self._put_away(draft)
            draft.since = now
        draft.title, draft.body, draft.saved_by, draft.saved_at = title, body, by, now
        draft.number += 1
        draft.save()
        if self.current_id is None:
            Page.objects.filter(pk=self.pk).update(title=title)
        return draft

    def _put_away(self, draft: Any, kind: str = "saved", by: Any = None, note: str = "") -> Any:
        """The draft as a revision; the newest one again if the text is the same and nothing else is said."""
        newest = self.revisions.first()
        same = newest and (newest.title, newest.body) == (draft.title, draft.body)
        if same and kind == "saved":
            return newest
        number = (self.revisions.aggregate(top=Max("number"))["top"] or 0) + 1
        return self.revisions.create(
            number=number, title=draft.title, body=draft.body, kind=kind, note=note,
            by=by or draft.saved_by, at=draft.saved_at if kind == "saved" else timezone.now(),
        )  # fmt: skip

    @transaction.atomic
    def publish(self, by: Any, seen: int | None = None, note: str = "", review_on: date | None = None) -> Any:
        """Show the draft to its readers, now. `seen` guards against publishing a text one has not read."""
        draft = self._locked_draft()
        if seen is not None and draft.number != seen:
            raise Conflict(draft)
        if not draft.title.strip():
            raise Refused(_g("A page needs a title."))
        revision = self._put_away(draft, "published", by, note)
        self._show(revision, review_on)
        return revision

    def _show(self, revision: Any, review_on: date | None = None) -> None:
        now = timezone.now()
        self.current, self.title, self.body = revision, revision.title, revision.body
        self.published_at = self.reviewed_at = now
        self.review_on = review_on or timezone.localdate(now) + REVIEW_AFTER
        self.publish_at = self.scheduled = self.scheduled_by = None
        if self.unpublish_at and self.unpublish_at <= now:
            self.unpublish_at = None
        if self.original:
            self.original_revision = self.original.current
        self.save()

    @transaction.atomic
    def schedule(self, at: datetime | None, until: datetime | None, by: Any) -> None:
        """Publish the draft as it is now at a moment to come (None: leave that), and take the page down at another."""
        now = timezone.now()
        if at and at <= now or until and until <= max(now, at or now):
            raise Refused(_g("Choose a moment to come; the page comes down after it goes up."))
        self.publish_at, self.unpublish_at = at, until
        self.scheduled = self._put_away(self._locked_draft(), "saved") if at else None
        self.scheduled_by = by if at else None
        self.save()

    @classmethod
    def keep_schedule(cls, now: datetime | None = None) -> int:
        """Publish and take down what is due. The worker calls it; each page in its own transaction. Returns how many."""
        now = now or timezone.now()
        due = cls.objects.filter(publish_at__lte=now, scheduled__isnull=False)
        over = cls.objects.filter(unpublish_at__lte=now, current__isnull=False)
        return sum(page._keep_schedule(now) for page in [*due, *over])

    @transaction.atomic
    def _keep_schedule(self, now: datetime) -> bool:
        page = Page.objects.select_for_update().get(pk=self.pk)
        if page.scheduled and page.publish_at and page.publish_at <= now:
            page._show(page.scheduled)
            return True
        if page.current_id and page.unpublish_at and page.unpublish_at <= now:
            page._take_down()
            return True
        return False

    @transaction.atomic
    def withdraw(self, by: Any) -> None:
        """Take the page from its readers. Text, revisions and address stay for the unit's writers."""
        self._take_down()

    def _take_down(self) -> None:
        self.current, self.body, self.published_at, self.unpublish_at = None, "", None, None
        self.save()

    @transaction.atomic
    def restore(self, revision: Any, by: Any) -> Any:
        """Put an older text back as the draft. The text it replaces is put away first."""
        draft = self._locked_draft()
        self._put_away(draft)
        draft.title, draft.body, draft.saved_by = revision.title, revision.body, by
        draft.saved_at = draft.since = timezone.now()
        draft.number += 1
        draft.save()
        return self._put_away(draft, "restored", by, note=_g("Version %(number)s") % {"number": revision.number})

    def review(self, by: Any, next_on: date | None = None) -> None:
        """Say that the page is still true."""
        self.reviewed_at = timezone.now()
        self.review_on = next_on or timezone.localdate() + REVIEW_AFTER
        self.save(update_fields=["reviewed_at", "review_on"])


class PageEditing(models.Model):
    """That somebody has a page open for writing right now. Rows older than two minutes mean nothing and are removed."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="editing")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="one_presence_per_editor")]

    @classmethod
    def touch(cls, page: Page, user: Any) -> Any:
        """Note that `user` is writing here; returns the others who are."""
        now = timezone.now()
        cls.objects.filter(seen_at__lt=now - PRESENT).delete()
        cls.objects.update_or_create(page=page, user=user, defaults={"seen_at": now})
        return cls.objects.filter(page=page).exclude(user=user).select_related("user")
