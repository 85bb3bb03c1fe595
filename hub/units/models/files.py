from django.db import models

from hub.access import GuardedQuerySet
from hub.files import StoredFile
from hub.units.models.pages import Page


class PageFile(StoredFile):
    """A picture or an attachment of a page: whoever may see the page may see it."""

    access_from = "page"

    page = models.ForeignKey(Page, models.CASCADE, related_name="files")
    alt = models.CharField(max_length=250, blank=True)  # what a picture shows, for those who do not see it

    objects = GuardedQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        pass
