from collections.abc import Iterable
from typing import Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.units import proofreading
from hub.units.models.links import PageLink, keep_outside, link_of, targets
from hub.units.models.pages import Page, on_pages


class PageFindingQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """For the unit's writers, who can mend it. Asked row by row: these are few, and all pages are many."""
        return self.filter(on_pages(user, "edit" if verb == "view" else verb))


class PageFinding(Guarded):
    """Something worth mending in a page's published text. Written when that is published, never asked of the text."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("Pictures without a text")
        HEADING = "heading", _("Headings that skip a level")
        HEAVY = "heavy", _("Reads heavily")

    VERSION = 2  # grows when texts are read in another way: then every page is read anew by itself
    access_from = "page"

    page = models.ForeignKey(Page, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=8, choices=Kind, db_index=True)
    said = models.CharField(max_length=200, blank=True)  # the heading
    number = models.PositiveIntegerField(default=0)  # of pictures, or the LIX

    objects = PageFindingQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def allows(self, user: Any, verb: str) -> bool:
        return self.page.allows(user, "edit" if verb == "view" else verb)

    @classmethod
    @transaction.atomic
    def read(cls: Any, pages: Iterable[Page]) -> None:
        """Read the published texts of these pages anew: what is found in them, and where they lead."""
        pages = list(pages)
        found, links = [], []
        for page in pages:
            if page.current_id is not None:
                found += [cls(page=page, **finding._asdict()) for finding in proofreading.findings(page.body)]
                links += [link_of(page, *link) for link in proofreading.links(page.body).items()]
        kept = [link for link in links if link is not None]
        targets(kept)
        keep_outside(kept)
        numbers = [page.pk for page in pages]
        cls.objects.filter(page__in=numbers).delete()
        PageLink.objects.filter(page__in=numbers).delete()
        cls.objects.bulk_create(found, batch_size=200)
        PageLink.objects.bulk_create(kept, batch_size=200)
        Page.objects.filter(pk__in=numbers).update(read_as=cls.VERSION)

    @classmethod
    def read_what_is_left(cls, most: int = 200) -> int:
        """Read pages whose texts were published before this was there, or were read in another way. How many."""
        left = Page.objects.order_by().filter(read_as__lt=cls.VERSION, current__isnull=False)
        pages = list(left.only("body", "current")[:most])
        cls.read(pages)
        return len(pages)
