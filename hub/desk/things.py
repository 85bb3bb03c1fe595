"""What can stand on the desk: one class a list, each a query that costs the same however much there is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.people.models.users import at_work
from hub.selfservice.models import ServiceLink
from hub.units.models import Notice, Page, PageDraft, PageFinding, PageLink, Role, Unit, UnitUserGrant
from hub.units.models.pages import live, on_pages
from hub.units.models.roles import in_force, paths_where
from hub.units.reviewing import STAGES, soon_due, stage_of

OLD = timedelta(days=30)  # of a draft
IN_LANGUAGE = {"nb": _("in bokmål"), "nn": _("in nynorsk"), "en": _("in English")}


@dataclass
class Thing:
    """One row of the desk."""

    kind: str
    title: str
    url: str
    unit: str = ""
    said: Any = ""  # what it is about
    person: Any = None  # who answers
    since: date | datetime | None = None
    page: Page | None = None  # what can be done something about on the spot
    unit_pk: int = 0
    stage: str = ""

    @property
    def color(self) -> str:
        return {"overdue": "danger", "due": "warm"}.get(self.stage, "neutral")


class List:
    """A kind of things. `rows` are those that `user` may do something about, everywhere."""

    kind = ""
    name: Any = ""
    lead: Any = ""
    since: Any = _("Since")
    urgent = True  # may stand among the first three
    has_units = True
    has_words = True  # a row says what it is about
    unit = "unit"  # how a row leads to its unit
    sorts: ClassVar[dict[str, str]] = {}

    def applies(self, user: Any) -> bool:
        """Whether the list is any business of `user`, empty or not."""
        return True

    def rows(self, user: Any) -> Any:
        raise NotImplementedError

    def keys(self, user: Any) -> Any:
        """The rows, with nothing but what tells them apart."""
        return self.rows(user).order_by().values("pk")

    def first(self, user: Any) -> Any:
        """The rows that `user` can do something about at once."""
        return self.rows(user)

    def thing(self, row: Any) -> Thing:
        raise NotImplementedError

    def narrowed(self, rows: Any, words: str, unit: Unit | None) -> Any:
        title = self.sorts["title"]
        for word in words.split():
            rows = rows.filter(**{f"{title}__icontains": word})
        return rows.filter(**{f"{self.unit}__path__startswith": unit.path}) if unit else rows

    def ordered(self, rows: Any, by: str) -> Any:
        key = by.lstrip("-")
        field = self.sorts.get(key, self.sorts["since"])
        direction = "-" if by.startswith("-") else ""
        return rows.order_by(f"{direction}{field}", f"{direction}pk")


class OfPages(List):
    sorts: ClassVar[dict[str, str]] = {"title": "title", "unit": "unit__sort_key", "since": "published_at"}

    def first(self, user: Any) -> Any:
        return self.rows(user).cared_for_by(user)

    def pages(self, user: Any) -> Any:
        mine = Page.objects.allowing(user, "edit").select_related("unit", "owner")
        return mine.defer("body")

    def of_page(self, page: Page, **said: Any) -> Thing:
        return Thing(
            self.kind, page.title or _g("Untitled"), f"/desk/pages/{page.pk}/", page.unit.name,
            person=page.owner, page=page, unit_pk=page.unit_id, **said,
        )  # fmt: skip


class Due(OfPages):
    kind, name, since = "due", _("Pages to review"), _("Review by")
    lead = _("Read the page. Is it still true? Then say so. If not, change it and publish.")
    sorts: ClassVar[dict[str, str]] = {**OfPages.sorts, "since": "review_on"}

    def rows(self, user: Any) -> Any:
        return soon_due(self.pages(user))

    def first(self, user: Any) -> Any:
        return super().first(user).filter(review_on__lte=timezone.localdate())

    def thing(self, row: Page) -> Thing:
        stage = stage_of(row.review_on)
        return self.of_page(row, said=STAGES.get(stage, ""), since=row.review_on, stage=stage)


class PassedOn(OfPages):
    kind, name = "passed-on", _("Left behind")
    lead = _("Whoever answered for these has left or moved, so they passed to the leader the same day.")
    sorts: ClassVar[dict[str, str]] = {**OfPages.sorts, "since": "passed_on__at"}

    def rows(self, user: Any) -> Any:
        """Asked from what is left behind, which is little."""
        left = Page.objects.order_by().filter(passed_on__isnull=False).values("pk")
        return self.pages(user).filter(pk__in=left).select_related("passed_on__before")

    def thing(self, row: Any) -> Thing:
        before = row.passed_on.before
        said = _g("%(person)s answered for it before.") % {"person": before} if before else ""
        return self.of_page(row, said=said, since=row.passed_on.at)


class Vacant(List):
    kind, name = "vacant", _("Vacant posts as chief editor")
    lead = _("Until the post is filled, the chief editor of the unit above sees to the pages.")
    since, has_words = "", False
    sorts: ClassVar[dict[str, str]] = {"title": "sort_key", "unit": "parent__sort_key", "since": "path"}

    def applies(self, user: Any) -> bool:
        return bool(paths_where(user, "publish"))

    def rows(self, user: Any) -> Any:
        held = UnitUserGrant.objects.filter(
            in_force(), at_work("user__"), content_object=OuterRef("pk"), role=Role.CHIEF_EDITOR
        )
        return Unit.objects.allowing(user, "publish").open().filter(~Exists(held)).select_related("parent")

    def narrowed(self, rows: Any, words: str, unit: Unit | None) -> Any:
        for word in words.split():
            rows = rows.filter(name__icontains=word)
        return rows.filter(path__startswith=unit.path) if unit else rows

    def thing(self, row: Unit) -> Thing:
        under = row.parent.name if row.parent else ""
        return Thing(self.kind, row.name, f"/units/{row.pk}/roles/", under, unit_pk=row.pk)


class Ownerless(OfPages):
    kind, name, since, urgent = "ownerless", _("Pages without an owner"), _("Published"), False
    lead = _("The page names nobody, and its unit has neither chief editor nor leader.")

    def rows(self, user: Any) -> Any:
        held = UnitUserGrant.objects.filter(in_force(), at_work("user__"), role__in=[Role.CHIEF_EDITOR, Role.LEADER])
        empty = Unit.objects.allowing(user, "edit").order_by().exclude(pk__in=held.order_by().values("content_object"))
        nobody = Q(owner=None) | ~Q(at_work("owner__"))
        return self.pages(user).live().filter(nobody, unit__in=empty)

    def thing(self, row: Page) -> Thing:
        return self.of_page(row, since=row.published_at)


class Broken(List):
    kind, name, since = "links", _("Links that lead nowhere"), ""
    lead = _("What they led to is withdrawn, or nothing stands at that address.")
    unit = "page__unit"
    sorts: ClassVar[dict[str, str]] = {"title": "page__title", "unit": "page__unit__sort_key", "since": "pk"}

    def rows(self, user: Any) -> Any:
        mine = PageLink.objects.allowing(user, "edit").broken()
        return mine.select_related("page__unit", "page__owner", "outside").defer("page__body")

    def thing(self, row: PageLink) -> Thing:
        why = row.outside.get_state_display() if row.outside else ""
        said = f"{row} – {why}" if why else str(row)
        since = row.outside.broken_since if row.outside else None
        return Thing(
            self.kind, row.page.title, f"/pages/{row.page_id}/edit/", row.page.unit.name, said=said,
            person=row.page.owner, since=since, unit_pk=row.page.unit_id,
        )  # fmt: skip


class BrokenServices(List):
    kind, name, since = "services", _("Self-service links that lead nowhere"), _("Since")
    lead = _("Everybody who presses them comes to nothing. Write where they lead now, or take them away.")
    sorts: ClassVar[dict[str, str]] = {"title": "title", "unit": "unit__sort_key", "since": "outside__broken_since"}

    def rows(self, user: Any) -> Any:
        return ServiceLink.objects.allowing(user, "publish").broken().select_related("unit", "outside")

    def thing(self, row: ServiceLink) -> Thing:
        assert row.outside is not None
        said = f"{row.where} – {row.outside.get_state_display()}"
        return Thing(
            self.kind, row.title, f"/services/links/{row.pk}/", row.unit.name, said=said,
            since=row.outside.broken_since, unit_pk=row.unit_id,
        )  # fmt: skip


class Texts(List):
    kind, name, since, urgent = "texts", _("Texts to mend"), "", False
    lead = _("Pictures without a text for those who do not see them, headings that skip a level, and heavy reading.")
    unit = "page__unit"
    sorts: ClassVar[dict[str, str]] = {
        "title": "page__title", "unit": "page__unit__sort_key", "said": "kind", "since": "pk",
    }  # fmt: skip

    def rows(self, user: Any) -> Any:
        mine = PageFinding.objects.allowing(user, "edit").filter(live("page__"))
        return mine.select_related("page__unit", "page__owner").defer("page__body")

    def thing(self, row: PageFinding) -> Thing:
        said = row.get_kind_display()
        if row.kind == PageFinding.Kind.HEADING:
            said = f"{said}: {row.said}"
        if row.kind == PageFinding.Kind.HEAVY:
            said = f"{said}: LIX {row.number}"
        return Thing(
            self.kind, row.page.title, f"/pages/{row.page_id}/edit/", row.page.unit.name, said=said,
            person=row.page.owner, unit_pk=row.page.unit_id,
        )  # fmt: skip


class Translations(OfPages):
    kind, name, since, urgent = "translations", _("Translations to mend"), _("Published"), False
    lead = _("The other text has changed since, the translation is not finished, or only the page above is translated.")

    def rows(self, user: Any) -> Any:
        """A page is missed in a language when its translation was begun and is not published, or when the page above
        it is published in that language and it is not: a reader comes so far, and no further.
        """
        pages = Page.objects.order_by()
        behind = ~Q(original__current=F("original_revision")) | Q(original_revision=None)
        unfinished = pages.filter(original__isnull=False, original__current__isnull=False).filter(
            Q(current=None) | behind
        )
        there = pages.filter(original=OuterRef(OuterRef("pk")), language=OuterRef("language"))
        above = pages.filter(original=OuterRef("parent"), current__isnull=False).exclude(Exists(there))
        above = above.exclude(language=OuterRef("language"))
        translated = pages.filter(original__isnull=False, current__isnull=False).values("original")
        under = pages.filter(parent__in=translated).values("pk")
        missed = pages.live().filter(Exists(above), original=None, pk__in=under)
        mine = self.pages(user).filter(pk__in=unfinished.values("pk").union(missed.values("pk")))
        mine = mine.annotate(missed_in=Subquery(above.values("language")[:1]))
        return mine.select_related("original").defer("body", "original__body")

    def thing(self, row: Any) -> Thing:
        if row.original_id is None:
            said, language = _g("Missing %(in_language)s: the page above is there"), row.missed_in
        else:
            begun, old = _g("Missing %(in_language)s: begun, not published"), _g("Outdated %(in_language)s")
            said, language = old if row.current_id else begun, row.language
        return self.of_page(row, said=said % {"in_language": IN_LANGUAGE.get(language, "")}, since=row.published_at)


class Drafts(List):
    kind, name = "drafts", _("Drafts older than a month")
    lead = _("Publish what is worth it, and delete the rest.")
    unit = "page__unit"
    sorts: ClassVar[dict[str, str]] = {"title": "title", "unit": "page__unit__sort_key", "since": "saved_at"}

    def rows(self, user: Any) -> Any:
        old = PageDraft.objects.filter(differs=True, saved_at__lt=timezone.now() - OLD)
        return old.filter(on_pages(user, "edit")).select_related("page__unit", "saved_by").defer("body", "page__body")

    def first(self, user: Any) -> Any:
        return self.rows(user).filter(saved_by=user.pk)

    def thing(self, row: PageDraft) -> Thing:
        said = _g("Changes that readers do not see") if row.page.current_id else _g("Never published")
        return Thing(
            self.kind, row.title or _g("Untitled"), f"/pages/{row.page_id}/edit/", row.page.unit.name, said=said,
            person=row.saved_by, since=row.saved_at, unit_pk=row.page.unit_id,
        )  # fmt: skip


class Unsent(List):
    kind, name = "notices", _("Notices left unsent")
    lead = _("Whoever wrote them has left. Send them, or delete them.")
    sorts: ClassVar[dict[str, str]] = {"title": "title", "unit": "unit__sort_key", "since": "created_at"}

    def rows(self, user: Any) -> Any:
        gone = get_user_model().objects.exclude(at_work()).order_by().values("pk")
        left = Notice.objects.allowing(user, "edit").filter(sent_at=None, withdrawn_at=None, author__in=gone)
        return left.select_related("unit", "author").defer("body")

    def thing(self, row: Notice) -> Thing:
        return Thing(
            self.kind, row.title, row.get_absolute_url(), row.unit.name, said=_g("Not sent"), person=row.author,
            since=row.created_at, unit_pk=row.unit_id,
        )  # fmt: skip
