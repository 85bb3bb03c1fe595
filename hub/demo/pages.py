"""Writes the demo's pages with the verbs that people use, the oldest text first, and then sets the clock back."""

from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hub.demo.content import FILES, PageText, Version, pointed
from hub.files import accept
from hub.help.guides import NAMES
from hub.units.models import Audience, Page, PageDraft, PageFile, PageRevision, Role, Unit
from hub.units.models.public import MARKS

REVIEW_AFTER = timedelta(days=365)


class Writers:
    """Who holds which role where, and who does it when the post is vacant: somebody in the nearest unit above."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self.units = units
        self.holders: dict[tuple[int, str], Any] = {}
        for unit in units.values():
            for grant in unit.user_grants.select_related("user"):
                if grant.user.is_active:
                    self.holders.setdefault((unit.pk, grant.role), grant.user)

    def author(self, unit: Unit, role: str) -> Any:
        return self._nearest(unit, [role]) or self.publisher(unit, None)

    def publisher(self, unit: Unit, author: Any) -> Any:
        """The author, if they may publish here; otherwise the chief editor, or the leader."""
        if author is not None and unit.allows(author, "publish"):
            return author
        return self._nearest(unit, [Role.CHIEF_EDITOR, Role.LEADER])

    def _nearest(self, unit: Unit, roles: list[str]) -> Any:
        for pk in [unit.pk, *reversed(unit.ancestor_ids)]:
            for role in roles:
                if holder := self.holders.get((pk, role)):
                    return holder
        return None


class PageMaker:
    """Makes all pages at once: they link to each other."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self.units = units
        self.writers = Writers(units)
        self.made: dict[str, Page] = {}
        self.pictures: dict[str, dict[tuple[str, str], str]] = {}  # by page: addresses of its own copies
        self.now = timezone.now()
        self.revisions: list[PageRevision] = []

    def make(self, texts: list[PageText]) -> None:
        for text in texts:
            self._start(text)
        addresses = self._addresses()
        # By age: a translation is then of the text that was there on that day.
        for version in sorted((v for text in texts for v in text.versions), key=lambda v: -v.days):
            self._write(version, addresses)
        self._set_clock_back(texts)

    def _start(self, text: PageText) -> None:
        unit, first = self.units[text.unit], text.versions[0]
        page = Page.start(
            unit,
            first.title,
            self.writers.author(unit, first.author),
            language=text.language,
            order=text.order,
            parent=self.made.get(text.parent),
            original=self.made.get(text.translates),
            audience=self._audience(text),
        )
        self.made[text.slug] = page
        self._attach(text, page)

    def _audience(self, text: PageText) -> Audience | None:
        if not (text.units or text.roles):
            return None
        audience = Audience.objects.create(roles=Audience.pack_roles(text.roles))
        for code, with_below in text.units:
            audience.units.create(unit=self.units[code], with_below=with_below)
        return audience

    def _attach(self, text: PageText, page: Page) -> None:
        kept = {name: self._keep(name, name, page, alt=alt) for name, alt in text.pictures.items()}
        self.pictures[text.slug] = {("content", name): file.get_absolute_url() for name, file in kept.items()}
        for name, called in text.files.items():
            self._keep(name, called, page)

    def _keep(self, name: str, called: str, page: Page, **fields: str) -> PageFile:
        upload = SimpleUploadedFile(called, (FILES / name).read_bytes())
        return PageFile.keep(accept(upload), by=page.created_by, page=page, **fields)

    def _addresses(self) -> dict[tuple[str, str], str]:
        pages = {("page", slug): page.get_absolute_url() for slug, page in self.made.items()}
        units = {("unit", code): unit.get_absolute_url() for code, unit in self.units.items()}
        guides = {("help", name): reverse("help-guide", args=[name]) for name in NAMES}
        return pages | units | guides

    def _write(self, version: Version, addresses: dict[tuple[str, str], str]) -> None:
        page = self.made[version.slug]
        page.refresh_from_db()
        author = self.writers.author(page.unit, version.author)
        body = pointed(version.body, addresses | self.pictures[version.slug])
        page.save_draft(version.title, body, by=author, seen=page.draft.number)
        publisher = self.writers.publisher(page.unit, author)
        if version.state == "published":
            revision = page.publish(publisher, note=version.note)
            revision.at = self._at(-version.days, version.slug)
            self.revisions.append(revision)
        elif version.state == "scheduled":
            page.schedule(self._at(-version.days, version.slug), None, by=publisher)

    def _at(self, days: int, salt: str) -> datetime:
        """A moment in working hours on a weekday, about so many days from today."""
        day = timezone.localtime(self.now) + timedelta(days=days)
        day -= timedelta(days=max(day.weekday() - 4, 0) if days < 0 else 0)
        return day.replace(hour=7 + crc32(salt.encode()) % 8, minute=crc32(salt[::-1].encode()) % 60, second=0)

    def _set_clock_back(self, texts: list[PageText]) -> None:
        PageRevision.objects.bulk_update(self.revisions, ["at"])
        pages, drafts = [], []
        for text in texts:
            page = Page.objects.select_related("draft", "current").get(pk=self.made[text.slug].pk)
            times = [self._at(-max(version.days, 1), text.slug) for version in text.versions]
            page.created_at = times[0]
            page.draft.saved_at = page.draft.since = times[-1]
            if page.current:
                page.published_at = page.current.at
                page.reviewed_at = self._at(-text.reviewed, text.slug) if text.reviewed is not None else page.current.at
                page.review_on = timezone.localdate(page.reviewed_at) + REVIEW_AFTER
            if text.is_public:
                page.is_public, page.public_by = True, self.writers.publisher(page.unit, None)
                page.public_from = page.published_at
            page.files.update(added_at=times[0], shown_at=page.published_at)
            pages.append(page)
            drafts.append(page.draft)
        Page.objects.bulk_update(pages, ["created_at", "published_at", "reviewed_at", "review_on", *MARKS])
        PageDraft.objects.bulk_update(drafts, ["saved_at", "since"])
