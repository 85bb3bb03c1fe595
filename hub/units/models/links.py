"""Where the published texts of pages lead, and whether one still gets there."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.people.models.users import at_work
from hub.units.models.files import PageFile
from hub.units.models.notices import Notice
from hub.units.models.notices import live as notice_live
from hub.units.models.pages import Page, live, on_pages
from hub.units.models.tree import Unit

TRIES = 3  # failed attempts, days apart, until an address that may only be away counts as broken
AGAIN = timedelta(days=7)  # after an answer
_KINDS = re.compile(r"/(?:(pages|units|notices|people)|files/(page))/(\d{1,15})(?:/|$)", re.ASCII)
_NAMES = {"pages": "page", "units": "unit", "notices": "notice", "people": "person", "page": "file"}


class OutsideAddress(models.Model):
    """An address of another web site that pages link to, and how it answered. Says nothing of who links there."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not looked at yet")
        FINE = "fine", _("Answers")
        SHUT = "shut", _("Lets no machine in")  # asks for a sign-in, or refuses programs: nothing is known
        GONE = "gone", _("The page is not there any more")
        SILENT = "silent", _("The web site does not answer")
        OFF_LIMITS = "off_limits", _("Not an address on the internet")  # inside, or a port of another kind

    key = models.CharField(max_length=64, unique=True)  # SHA-256 of the address, which may be long
    address = models.TextField()
    host = models.CharField(max_length=255, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    status = models.PositiveIntegerField(null=True)  # of the last answer
    failures = models.PositiveIntegerField(default=0)  # in a row
    broken_since = models.DateTimeField(null=True, db_index=True)
    checked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.address

    @staticmethod
    def key_of(address: str) -> str:
        return hashlib.sha256(address.encode()).hexdigest()

    def answered(self, state: str, now: datetime, status: int | None = None) -> None:
        """Note how it answered. What is gone is broken at once; what is silent only the third time, days apart."""
        failed = state in (self.State.GONE, self.State.SILENT)
        self.state, self.status, self.checked_at = state, status, now
        self.failures = self.failures + 1 if failed else 0
        is_broken = state == self.State.GONE or (state == self.State.SILENT and self.failures >= TRIES)
        self.broken_since = (self.broken_since or now) if is_broken else None
        self.next_at = now + (timedelta(days=min(2 ** (self.failures - 1), 28)) if failed else AGAIN)
        self.save()


class PageLinkQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """For the unit's writers, who can mend it. Asked row by row: little is broken, and all pages are many."""
        return self.filter(on_pages(user, "edit" if verb == "view" else verb))

    def broken(self) -> Self:
        """Links of published pages that lead nowhere now. Each kind is asked from what is gone, which is little."""
        links = PageLink.objects.order_by()
        over = Page.objects.order_by().filter(unpublish_at__lte=timezone.now()).values("pk")
        gone = {
            "page": Page.objects.order_by().filter(current=None).values("pk").union(over),
            "unit": Unit.objects.order_by().exclude(closed_on=None).filter(merged_into=None).values("pk"),
            "notice": Notice.objects.order_by().exclude(notice_live()).values("pk"),
            "file": PageFile.objects.order_by().filter(shown_at=None).values("pk"),
            "person": get_user_model().objects.order_by().exclude(at_work()).values("pk"),
        }
        broken = [links.filter(kind=kind, target__in=targets).values("pk") for kind, targets in gone.items()]
        broken.append(links.filter(outside__broken_since__isnull=False).values("pk"))
        found = links.filter(is_unknown=True).values("pk").union(*broken)
        return self.filter(live("page__"), pk__in=found)


class PageLink(Guarded):
    """A link in the published text of a page."""

    access_from = "page"

    page = models.ForeignKey(Page, models.CASCADE, related_name="links")
    address = models.CharField(max_length=2000)
    words = models.CharField(max_length=200, blank=True)  # that are pressed
    kind = models.CharField(max_length=8, blank=True)  # of what it leads to within the hub; empty: outside, or a place
    target = models.BigIntegerField(null=True)  # the number of that
    is_unknown = models.BooleanField(default=False)  # nothing stands at that address
    outside = models.ForeignKey(OutsideAddress, models.PROTECT, null=True, related_name="links")

    objects = PageLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["kind", "target"]),
            models.Index(fields=["page"], condition=Q(is_unknown=True), name="links_to_nowhere"),
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.address})" if self.words and self.words != self.address else self.address

    def allows(self, user: Any, verb: str) -> bool:
        return self.page.allows(user, "edit" if verb == "view" else verb)


def is_outside(address: str) -> bool:
    parts = _split(address)
    return parts is not None and parts.scheme in ("http", "https") and not address.startswith(f"{settings.SITE_URL}/")


def _split(address: str) -> Any:
    try:
        return urlsplit(address)
    except ValueError:  # "http://[": no address at all
        return None


def link_of(page: Page, address: str, words: str = "") -> PageLink | None:
    """A link as its row, without what depends on the database; None for what leads nowhere by design (mail, here)."""
    link = PageLink(page=page, address=address[:2000], words=words[:200])
    if address.startswith("#") or address.split(":")[0].lower() in ("mailto", "tel"):
        return None
    if is_outside(address):
        return link
    path = address.removeprefix(settings.SITE_URL)
    path = re.split(r"[?#]", path)[0] or "/"
    link.is_unknown = not _resolves(path)
    if not link.is_unknown and (found := _KINDS.match(path)):
        link.kind, link.target = _NAMES[found[1] or found[2]], int(found[3])
    return link


def _resolves(path: str) -> bool:
    if not path.startswith("/"):
        return False  # an address that depends on where one stands
    try:
        resolve(path if path.endswith("/") else f"{path}/")
    except Resolver404:
        try:
            resolve(path)
        except Resolver404:
            return path.startswith(settings.STATIC_URL)
    return True


def targets(links: list[PageLink]) -> None:
    """Mark the links to things that never were, or were deleted. One query for each kind."""
    models_of: dict[str, Any] = {
        "page": Page, "unit": Unit, "notice": Notice, "file": PageFile, "person": get_user_model(),
    }  # fmt: skip
    for kind, model in models_of.items():
        mine = [link for link in links if link.kind == kind]
        if mine:
            there = set(model._base_manager.filter(pk__in={link.target for link in mine}).values_list("pk", flat=True))
            for link in mine:
                link.is_unknown = link.target not in there


def keep_outside(links: list[PageLink]) -> None:
    """Give each link to another web site its row there."""
    wanted = {OutsideAddress.key_of(link.address): link.address for link in links if is_outside(link.address)}
    if not wanted:
        return
    new = [
        OutsideAddress(key=key, address=address, host=(urlsplit(address).hostname or "")[:255])
        for key, address in wanted.items()
    ]
    OutsideAddress.objects.bulk_create(new, ignore_conflicts=True, batch_size=200)
    rows = OutsideAddress.objects.in_bulk(list(wanted), field_name="key")
    for link in links:
        if is_outside(link.address):
            link.outside = rows[OutsideAddress.key_of(link.address)]
