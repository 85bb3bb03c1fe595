import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.findable.words import STOP_WORDS, stem, words
from hub.units.models import Page, Unit

KEPT = datetime.timedelta(days=180)
_DIGITS = 5  # so many together are a number of a person, a case or a telephone, and no topic


def key_of(phrase: str) -> str:
    """A phrase as it is compared: its stems, without the little words."""
    folded = words(phrase)
    return " ".join(sorted({stem(word) for word in folded if word not in STOP_WORDS})) or " ".join(folded)


class SharedQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Belongs to the whole municipality: who publishes on the top unit, Shared Services, keeps it."""
        keeps = Unit.objects.allowing(user, "profile").top() if user.is_active else Unit.objects.none()
        return self.all() if keeps.exists() else self.none()


class WordGroup(models.Model):
    """Words that mean the same to those who search: "sykmelding, sykemelding, sjukmelding"."""

    words = models.CharField(
        _("words with the same meaning"), max_length=400, help_text=_("Two or more, with commas between them.")
    )
    keys = models.CharField(max_length=400, editable=False)  # ",sykmeld,sykemeld,"

    objects = SharedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["words", "pk"]

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = ", ".join(filter(None, (" ".join(part.split()) for part in self.words.split(","))))
        self.keys = keys_of(self.words)
        super().save(*args, **kwargs)


def keys_of(listed: str) -> str:
    keys = dict.fromkeys(filter(None, (key_of(part) for part in listed.split(","))))
    return f",{','.join(keys)},"[:400]


class Pin(Guarded):
    """A page that stands first for those who search for a phrase, if they may see it."""

    access_from = "page"

    page = models.ForeignKey(Page, models.CASCADE, related_name="pins")
    phrase = models.CharField(_("what people search for"), max_length=80)
    key = models.CharField(max_length=120, editable=False, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["phrase", "pk"]
        constraints = [models.UniqueConstraint(fields=["page", "key"], name="a_phrase_once_per_page")]

    def __str__(self) -> str:
        return self.phrase

    @classmethod
    @transaction.atomic
    def put(cls, page: Page, phrase: str, by: Any) -> "Pin":
        """Let the page stand first for a phrase. Again the same phrase changes nothing."""
        phrase = " ".join(phrase.split())
        pin, _new = cls.objects.get_or_create(
            page=page, key=key_of(phrase)[:120], defaults={"phrase": phrase, "by": by}
        )
        return pin

    def take(self, by: Any) -> None:
        self.delete()


class MissedSearch(models.Model):
    """Words that somebody searched for and nothing was found, for the editors' desk. Never who."""

    words = models.CharField(max_length=100)
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)

    objects = SharedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["words", "day"], name="a_miss_once_a_day")]

    def __str__(self) -> str:
        return self.words

    @classmethod
    @transaction.atomic
    def note(cls, phrase: str) -> None:
        """Count a search that found nothing. Long numbers and what looks like an address are no topic, and not kept."""
        if "@" in phrase:
            return
        kept = " ".join(word for word in words(phrase) if sum(map(str.isdigit, word)) < _DIGITS)[:100]
        if kept:
            today = timezone.localdate()
            _row, new = cls.objects.get_or_create(words=kept, day=today)
            if not new:
                cls.objects.filter(words=kept, day=today).update(count=F("count") + 1)

    @classmethod
    def forget(cls, now: datetime.datetime) -> None:
        cls.objects.filter(day__lt=timezone.localdate(now) - KEPT).delete()
