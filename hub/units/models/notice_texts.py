from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.access import GuardedQuerySet, is_world
from hub.files import StoredFile
from hub.findable.marking import Findable
from hub.units.models.files import for_the_world, shows_the_world
from hub.units.models.notices import Notice
from hub.units.models.tree import Refused


class NoticeRevision(models.Model):
    """A notice's text as it stood: never changed. A receipt names the one that was read."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="one_notice_revision_per_number")]


class NoticeTranslation(Findable):
    """The notice's text in another language: the same notice, with one audience and one receipt."""

    found_as = "notice_text"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    of = models.ForeignKey(NoticeRevision, models.CASCADE, related_name="+")  # what was translated
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["notice", "language"], name="one_notice_text_per_language")]

    @classmethod
    def write(cls, notice: Notice, language: str, title: str, body: str, by: Any) -> "NoticeTranslation":
        """The text in a language, of the notice as it reads now."""
        text = {"title": title, "body": richtext.clean(body), "of": notice.current, "by": by, "at": timezone.now()}
        made, _new = cls.objects.update_or_create(notice=notice, language=language, defaults=text)
        return made


class NoticeFileQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Readers see what came with a notice that was sent; writers also what is ready for the next version; the world
        the pictures in its text.
        """
        found = self.filter(notice__in=Notice.objects.allowing(user, verb))
        if is_world(user):
            return found.filter(for_the_world("notice", NoticeTranslation))
        if verb != "view":
            return found
        writes = Notice.objects.allowing(user, "edit")
        return found.filter(models.Q(shown_at__isnull=False) | models.Q(notice__in=writes))

    def attachments(self) -> Self:
        return self.exclude(content_type__startswith="image/")


class NoticeFile(Findable, StoredFile):
    """A picture or an attachment of a notice: whoever may see the notice may see it, once it has been sent with it."""

    access_from = "notice"
    found_as = "notice_file"
    address = "notice"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="files")
    alt = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    shown_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeFileQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        pass

    def allows(self, user: Any, verb: str) -> bool:
        if not self.notice.allows(user, verb):
            return False
        if is_world(user):
            texts = [self.notice.body, *self.notice.translations.values_list("body", flat=True)]
            return any(shows_the_world(self, text) for text in texts)
        return verb != "view" or self.shown_at is not None or self.notice.allows(user, "edit")

    def remove(self, by: Any) -> None:
        """Delete the file. Raises Refused while a text uses it."""
        texts = [self.notice.body, *self.notice.translations.values_list("body", flat=True)]
        if any(self.pk in richtext.file_numbers(text, self.address) for text in texts):
            raise Refused(_g("The text uses “%(name)s”. Take it out of the text first.") % {"name": self})
        self.erase()
