from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.access import GuardedQuerySet, is_world
from hub.files import StoredFile
from hub.findable.marking import Findable
from hub.units.models.pages import Page
from hub.units.models.tree import Refused


class PageFileQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Readers see what came with a published text; writers what is ready for the next too; the world pictures."""
        found = self.filter(of_pages(Page.objects.allowing(user, verb)))
        if is_world(user):
            return found.filter(for_the_world("page"))
        if verb != "view":
            return found
        return found.filter(Q(shown_at__isnull=False) | of_pages(Page.objects.allowing(user, "edit")))

    def attachments(self) -> Self:
        """What is listed under the page: all but pictures, which stand in the text."""
        return self.exclude(content_type__startswith="image/")


def of_pages(pages: Any) -> Q:
    """Files of these pages, asked file by file: a few files must not have every page looked at."""
    return Q(Exists(pages.filter(pk=OuterRef("page")).order_by()))


def for_the_world(above: str, translations: Any = None) -> Q:
    """Of what is public only the pictures that stand in a text now. Attachments may tell who wrote them."""
    address = Concat(Value(f"/files/{above}/"), Cast("pk", models.CharField()), Value("/"))
    in_text = Q(**{f"{above}__body__contains": address})
    if translations:
        of_file = Concat(Value(f"/files/{above}/"), Cast(OuterRef("pk"), models.CharField()), Value("/"))
        in_text |= Q(Exists(translations.objects.filter(body__contains=of_file, **{above: OuterRef(above)})))
    return in_text & Q(shown_at__isnull=False, content_type__startswith="image/")


def shows_the_world(file: Any, text: str) -> bool:
    return file.is_picture and file.shown_at is not None and f"/files/{file.address}/{file.pk}/" in text


class PageFile(Findable, StoredFile):
    """A picture or an attachment of a page: whoever may see the page may see it, once it has been published with it."""

    access_from = "page"
    found_as = "file"
    address = "page"

    page = models.ForeignKey(Page, models.CASCADE, related_name="files")
    alt = models.CharField(_("what the picture shows"), max_length=250, blank=True)  # for those who do not see it
    shown_at = models.DateTimeField(null=True, editable=False)  # when it was first published with the page

    objects = PageFileQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        pass

    def allows(self, user: Any, verb: str) -> bool:
        if not self.page.allows(user, verb):
            return False
        if is_world(user):
            return shows_the_world(self, self.page.body)
        return verb != "view" or self.shown_at is not None or self.page.allows(user, "edit")

    def describe(self, alt: str, by: Any) -> None:
        self.alt = alt
        self.save(update_fields=["alt"])

    def remove(self, by: Any) -> None:
        """Delete the file. Raises Refused while a text uses it, or when readers have it and `by` may not publish."""
        if self.shown_at and not self.page.may_place(by):
            raise Refused(_g("Readers have “%(name)s”. Ask somebody who may publish to delete it.") % {"name": self})
        texts = (self.page.body, self.page.draft.body)
        if any(self.pk in richtext.file_numbers(text, self.address) for text in texts):
            raise Refused(_g("The text uses “%(name)s”. Take it out of the text first, and publish.") % {"name": self})
        self.page.links.model.objects.filter(kind="file", target=self.pk).update(is_unknown=True)
        self.erase()
