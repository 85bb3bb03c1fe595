"""What units ask of people: must-reads to confirm, pages to look over, vacant posts to fill."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from hub.people.models.users import at_work
from hub.units.models import Membership, Notice, NoticeRevision, Page, Role, Unit, UnitUserGrant
from hub.units.models.asking import answers, asked, with_audience
from hub.units.models.memberships import ids
from hub.units.models.roles import MAY, held_roles, in_force
from hub.units.reviewing import STAGES, asked_since, pages_due, soon_due, stage_of, who_answers
from hub.waiting.sources import MOST, Asked, Source, Thing, register

LEADING = (Role.LEADER, Role.DEPUTY)
WRITING = [role for role, verbs in MAY.items() if "edit" in verbs]


class MustReads(Source):
    """Must-reads in force that the person has not confirmed, in the version that is asked about."""

    kind, name, icon, order = "must_read", _("Read and confirm"), "file-check", 10

    @staticmethod
    def counted(n: int) -> str:
        return ngettext("%(n)s notice to read and confirm", "%(n)s notices to read and confirm", n) % {"n": n}

    def asking(self, reader: Any) -> Any:
        return Notice.objects.unanswered_by(reader)

    def things(self, rows: Any, reader: Any) -> Iterable[Thing]:
        language = (get_language() or "")[:2]
        joined = start_of(reader.memberships.filter(in_force()).aggregate(on=Max("starts_on"))["on"])
        rows = rows.for_list(language).annotate(asked_at=asked_at()).order_by(F("deadline").asc(nulls_last=True), "-pk")
        for notice in rows[: MOST + 1]:
            yield Thing(
                notice.title_here,
                notice.get_absolute_url(),
                place=notice.unit.name,
                since=later(notice.asked_at, joined),
                deadline=notice.deadline,
                language="" if notice.is_translated or notice.language == language else notice.language,
            )

    def due_between(self, first: date, last: date) -> Iterable[tuple[int, datetime]]:
        found = Notice.objects.live().must_reads().filter(deadline__gte=first, deadline__lte=last)
        return found.annotate(asked_at=asked_at()).order_by("pk").values_list("pk", "asked_at")

    def asked(self, people: Any) -> Iterator[Asked]:
        open_ones = Notice.objects.live().must_reads()
        notices = {notice.pk: notice for notice in with_audience(open_ones.annotate(asked_at=asked_at()))}
        missing = asked(list(notices.values()), among=people)
        for notice, person in answers(open_ones).filter(user__in=people).values_list("notice", "user"):
            missing[notice].discard(person)
        posts = Membership.objects.filter(in_force(), user__in=people).order_by().values("user")
        joined = {row["user"]: start_of(row["on"]) for row in posts.annotate(on=Max("starts_on"))}
        for pk, persons in missing.items():
            asking: Any = notices[pk]
            for person in persons:
                yield Asked(person, pk, later(asking.asked_at, joined.get(person)), asking.deadline)


class DuePages(Source):
    """Pages to be reviewed within four weeks, or past their day: asked of their owner, or of whoever answers there.

    Each begins to wait anew four and two weeks before the day, on it, and a week after: then a reminder goes with it.
    """

    kind, name, icon, order = "due", _("Look over"), "pencil", 40

    @staticmethod
    def counted(n: int) -> str:
        return ngettext("%(n)s page to look over", "%(n)s pages to look over", n) % {"n": n}

    def asking(self, reader: Any) -> Any:
        return pages_due(reader)

    def things(self, rows: Any, reader: Any) -> Iterable[Thing]:
        for page in rows.for_list().order_by("review_on", "pk")[: MOST + 1]:
            yield Thing(
                page.title,
                page.get_absolute_url(),
                place=page.unit.name,
                note=str(STAGES[stage_of(page.review_on)]),
                since=start_of(asked_since(page.review_on)),
                deadline=page.review_on,
                language="" if page.language == (get_language() or "")[:2] else page.language,
            )

    def asked(self, people: Any) -> Iterator[Asked]:
        pages = soon_due(Page.objects.filter(unit__merged_into=None)).order_by()
        held = UnitUserGrant.objects.filter(in_force(), user__in=people).order_by()
        writing: dict[int, list[str]] = {}
        for person, path in held.filter(role__in=WRITING).values_list("user", "content_object__path"):
            writing.setdefault(person, []).append(path)
        owned = pages.filter(owner__in=people).values_list(
            "owner", "pk", "owner__is_superuser", "unit__path", "review_on"
        )
        for person, page, may_all, path, day in owned:
            if may_all or any(path.startswith(top) for top in writing.get(person, ())):
                yield Asked(person, page, start_of(asked_since(day)), day)
        inherited, among = pages.filter(owner=None), set(people.values_list("pk", flat=True))
        answers = who_answers(inherited.values("unit"))
        for unit, page, day in inherited.filter(unit__in=answers).values_list("unit", "pk", "review_on"):
            if answers[unit].pk in among:
                yield Asked(answers[unit].pk, page, start_of(asked_since(day)), day)


class VacantPosts(Source):
    """Units without a chief editor: asked of those who lead the very unit."""

    kind, name, icon, order = "vacant", _("Fill a post"), "person", 50

    @staticmethod
    def counted(n: int) -> str:
        return ngettext("%(n)s vacant post to fill", "%(n)s vacant posts to fill", n) % {"n": n}

    def asking(self, reader: Any) -> Any:
        return Unit.objects.visible_to(reader).filter(vacant(), pk__in=holds_on(reader, *LEADING))

    def things(self, rows: Any, reader: Any) -> Iterable[Thing]:
        for unit in rows.order_by("name", "pk")[: MOST + 1]:
            yield Thing(
                str(_("Chief editor of %(unit)s")) % {"unit": unit.name},
                unit.get_absolute_url(),
                note=str(_("Until you fill the post, the unit above sees to the pages.")),
            )

    def asked(self, people: Any) -> Iterator[Asked]:
        held = UnitUserGrant.objects.filter(in_force(), role__in=LEADING, user__in=people)
        held = held.filter(content_object__in=Unit.objects.filter(vacant()).order_by())
        for person, unit in held.order_by().values_list("user", "content_object").distinct():
            yield Asked(person, unit)


def asked_at() -> Any:
    """When a notice began to ask: as it was sent, or when it was changed and asked again."""
    again = NoticeRevision.objects.filter(notice=OuterRef("pk"), number=OuterRef("asked_from")).order_by()
    return Greatest(F("sent_at"), Subquery(again.values("at")[:1]))


def vacant() -> Q:
    """Open units that nobody who works here is chief editor of."""
    held = UnitUserGrant.objects.filter(in_force(), at_work("user__"), content_object=OuterRef("pk"))
    return Q(~Exists(held.filter(role=Role.CHIEF_EDITOR)), closed_on=None, merged_into=None)


def holds_on(reader: Any, *roles: str) -> set[int]:
    """The units on which `reader` holds one of these roles, on the very unit."""
    return {ids(path)[-1] for role, path in held_roles(reader) if role in roles and path != "/"}


def start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def later(moment: datetime, other: datetime | None) -> datetime:
    return max(moment, other) if other else moment


for source in (MustReads(), DuePages(), VacantPosts()):
    register(source)
