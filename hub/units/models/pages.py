from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.access import Guarded, GuardedQuerySet, is_world
from hub.dialogue.models import Discussed
from hub.findable.marking import Findable, mark
from hub.units.models.audiences import Audience, readers_of, viewers_of
from hub.units.models.public import MARKS, Public, only_if_open, public
from hub.units.models.publishing import Publishing
from hub.units.models.tree import Refused, Unit
from hub.units.models.upkeep import Upkeep

GRACE = timedelta(days=7)  # after the day of review; then readers are told, and the search puts it lower


class PageQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """The world: what is public. Readers: what is published and for them. Writers: what their role reaches.

        Whoever sees a published page may "comment" where that is open; its owner and the unit's writers "moderate".
        """
        merged = Q(unit__in=Unit.objects.exclude(merged_into=None).order_by())
        if is_world(user) and verb == "view":
            return self.filter(live(), public(), ~merged)
        if not user.is_active:
            return self.none()
        if verb == "comment":
            return self.allowing(user, "view").filter(live(), comments_open=True)
        if verb == "moderate":
            return self.allowing(user, "view").filter(
                Q(owner=user.pk) | Q(unit__in=Unit.objects.allowing(user, "edit"))
            )
        editable = Q(unit__in=Unit.objects.allowing(user, "edit" if verb == "view" else verb))
        if verb != "view":
            return self.filter(editable)
        # Asked row by row: a list of the newest pages stops long before all audiences have been looked at.
        mine = Q(audience=None) | Q(Exists(Audience.objects.reaching(user).filter(pk=OuterRef("audience"))))
        return self.filter(Q(mine, live()) & ~merged | editable)

    def live(self) -> Self:
        return self.filter(live())

    def cared_for_by(self, user: Any) -> Self:
        """Who says whether a page is still true: those who publish in its unit, and its owner."""
        return self.filter(Q(unit__in=Unit.objects.allowing(user, "publish")) | Q(owner=user.pk))

    def with_state(self) -> Self:
        """With `was_published`, for telling a draft from a page that was taken down."""
        published = Page.revisions.rel.related_model.objects.filter(page=OuterRef("pk"), kind="published")  # type: ignore[attr-defined]
        return self.annotate(was_published=Exists(published))

    def for_writers(self) -> Self:
        """A unit's list for those who write there: states, owners, and translations beside their originals."""
        return self.with_state().for_list().select_related("original", "owner").defer("body", "original__body")

    def for_list(self) -> Self:
        """Without the texts, which lists never show."""
        return self.defer("body").select_related("unit")


def live(prefix: str = "") -> Q:
    """Published, and not yet past its last day. True to the minute, whether the worker has come by or not."""
    standing = Q(**{f"{prefix}unpublish_at": None}) | Q(**{f"{prefix}unpublish_at__gt": timezone.now()})
    return Q(**{f"{prefix}current__isnull": False}) & standing


def on_pages(user: Any, verb: str, page: str = "page") -> Q:
    """Rows of which the page (the column `page`) is one that `user` may `verb`: asked row by row."""
    return Q(Exists(Page.objects.allowing(user, verb).filter(pk=OuterRef(page)).order_by()))


class Page(Upkeep, Publishing, Public, Findable, Discussed, Guarded):
    """A page of a unit, in a tree within it. Readers see `title` and `body`; writers work on `draft`."""

    access_from = "unit"
    found_as = "page"

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
    owned_since = models.DateField(null=True, editable=False)
    passed_on = models.ForeignKey("PageCare", models.SET_NULL, null=True, editable=False, related_name="+")
    review_on = models.DateField(_("review on"), null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    read_as = models.PositiveSmallIntegerField(default=0, editable=False, db_index=True)  # see PageFinding.VERSION
    audience = models.OneToOneField(Audience, models.SET_NULL, null=True, blank=True, related_name="page")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    was_published: bool  # by with_state

    objects = PageQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["order", "title", "pk"]
        indexes = [
            models.Index(fields=["unit", "order"]),
            models.Index(fields=["unit", "published_at"]),
            models.Index(fields=["publish_at"]),
            models.Index(fields=["review_on"]),
            # Without the many that have no last day: SQLite would begin each list with those.
            models.Index(
                fields=["unpublish_at"], name="pages_with_a_last_day", condition=Q(unpublish_at__isnull=False)
            ),
            # All that the desk asks of many pages: SQLite else reads past each text to come to what stands after it,
            # and PostgreSQL the whole table.
            models.Index(
                fields=["unit", "review_on", "current", "unpublish_at", "owner"],
                include=["id"],
                name="pages_by_review",
            ),
            models.Index(
                fields=["original", "current", "original_revision"],
                condition=Q(original__isnull=False),
                name="translations_of_pages",
            ),
        ]
        constraints = [only_if_open("a_public_page_is_for_all")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/pages/{self.pk}/"

    def allows(self, user: Any, verb: str) -> bool:
        if is_world(user) and verb == "view":
            return self.is_public and self.audience_id is None and self.is_live and self.unit.merged_into_id is None
        if not user.is_active:
            return False
        if verb == "comment":
            return self.comments_open and self.is_live and self.allows(user, "view")
        if verb == "moderate":
            return self.unit.allows(user, "edit") or (self.owner_id == user.pk and self.allows(user, "view"))
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
    def may_reach_readers(self) -> bool:
        """It has readers, or will have at a set moment: what they get is then for those who publish."""
        return self.is_live or self.scheduled_id is not None

    def may_place(self, user: Any) -> bool:
        """Whether `user` may decide whom the page is for, where it belongs, and which of its files there are."""
        return self.allows(user, "publish" if self.may_reach_readers else "edit")

    @property
    def is_due(self) -> bool:
        return self.is_live and self.review_on is not None and self.review_on <= timezone.localdate()

    @property
    def is_overdue(self) -> bool:
        """A week past its review: readers are told."""
        return self.is_live and self.review_on is not None and self.review_on + GRACE <= timezone.localdate()

    @property
    def is_unread(self) -> bool:
        """Never published: no reader has seen it."""
        return not self.revisions.filter(kind="published").exists()

    @property
    def is_behind(self) -> bool:
        """A translation whose original has been published anew since the translation was. Needs `original`."""
        return self.original is not None and self.original.current_id != self.original_revision_id

    @property
    def state(self) -> str:
        """For the writers' list; needs `with_state`."""
        if self.is_live:
            return "due" if self.is_due else "published"
        if self.scheduled_id:
            return "scheduled"
        return "withdrawn" if self.was_published else "draft"

    @classmethod
    @transaction.atomic
    def start(cls, unit: Unit, title: str, by: Any, body: str = "", **fields: Any) -> "Page":
        """A new page with a draft that only the unit's writers see."""
        page = cls.objects.create(unit=unit, title=title, created_by=by, **fields)
        now = timezone.now()
        page.links.model.objects.filter(kind="page", target=page.pk).update(is_unknown=False)
        drafts: Any = Page._meta.get_field("draft").related_model
        drafts.objects.create(page=page, title=title, body=richtext.clean(body), saved_by=by, saved_at=now, since=now)
        return page

    @transaction.atomic
    def narrow(self, units: list[tuple[Unit, bool]], roles: list[str], is_narrowed: bool = True) -> None:
        """Meant for these units and roles only, or for all employees again."""
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

    def readers(self) -> Any:
        """Those it is for, and those who write there."""
        return readers_of(self.audience, self.unit)

    def viewers(self) -> Any:
        return viewers_of(self.audience, self.unit, self.is_live and self.unit.merged_into_id is None)

    @classmethod
    def with_readers(cls, things: Any) -> Any:
        return things.select_related("unit", "audience").prefetch_related("audience__units__unit")

    @transaction.atomic
    def move_to(self, unit: Unit, by: Any) -> None:
        """Give the page, with the pages under it, to another unit. Addresses and history stay.

        Raises Refused where `by` may not write (publish, if there are readers) in both units, or the other is closed.
        """
        self._lock()
        pages = self.branch()
        if not (unit.is_open and unit.allows(by, "edit") and self.unit.allows(by, "edit")):
            raise Refused(_g("You may only move pages between open units where you may write."))
        if any(page.may_reach_readers for page in pages) and not (
            unit.allows(by, "publish") and self.unit.allows(by, "publish")
        ):
            raise Refused(_g("A page with readers is moved by somebody who may publish in both units."))
        branch = [page.pk for page in pages]
        Page.objects.filter(pk__in=branch).update(unit=unit)
        mark("page", branch)
        self.unit, self.parent = unit, None
        self.save(update_fields=["unit", "parent"])

    def branch(self) -> list["Page"]:
        """The page and every page under it within its unit, in reading order. One query, whatever the depth."""
        below: dict[int | None, list[Page]] = {}
        for page in Page.objects.filter(unit=self.unit_id).for_list():
            below.setdefault(page.parent_id, []).append(page)
        found, waiting = [], [self]
        while waiting:
            page = waiting.pop(0)
            if page not in found:
                found.append(page)
                waiting = below.get(page.pk, []) + waiting
        return found

    @transaction.atomic
    def discard(self, by: Any) -> None:
        """Delete a draft that no reader has seen. Raises Refused for a page that has been published."""
        self._lock()
        if not self.is_unread:
            raise Refused(_g("The page has been published and is kept. Withdraw it instead."))
        if not self.may_place(by):
            raise Refused(_g("The page is to be published. Ask somebody who may publish to stop that first."))
        self.scheduled = None
        self.save(update_fields=["scheduled"])
        self.links.model.objects.filter(kind="page", target=self.pk).update(is_unknown=True)
        for file in self.files.all():
            file.erase()
        audience, self.audience = self.audience, None
        self.delete()
        if audience:
            audience.delete()
