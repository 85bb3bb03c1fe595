from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache, partial
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Cast, Coalesce, Concat
from django.template.loader import render_to_string
from django.utils import translation

from hub.database.prepared import Prepared
from hub.live.bell import ring

ANY = ""  # the language of a fragment that reads alike in all of them


def name_of(kind: str, owner: int = 1) -> str:
    """ "room/7": how a stream is called in the database, on the wire and by the bell."""
    return f"{kind}/{owner}"


def number_of(kind: str) -> Any:
    """The latest number of the stream of each row, as an annotation: `kind` and the row's own number name it."""
    name = Concat(models.Value(f"{kind}/"), Cast(models.OuterRef("pk"), models.CharField()))
    return Coalesce(models.Subquery(Stream.objects.filter(name=name).values("number")), 0)


def recheck(people: Iterable[int]) -> None:
    """Ask again whether the open pages of these people may listen. Every verb that takes access away ends so."""
    asked = [f"?{person}" for person in people]
    transaction.on_commit(partial(ring, asked), robust=True)


class Stream(models.Model):
    """What happens in one place (the municipality, a person's own pages, a room), in order. Made when first needed."""

    name = models.CharField(max_length=60, unique=True)
    number = models.PositiveBigIntegerField(default=0)  # of the latest event

    class Meta:
        default_permissions = ()

    @classmethod
    @transaction.atomic
    def record(cls, kind: str, owner: int, what: str, subject: "Live | None" = None) -> "Event":
        """Number a change, render its subject once, and tell listening browsers after the commit.

        The number is taken under the stream's row lock, which is held until the commit: numbers become visible in
        order, and "everything after 41" cannot skip one. So a verb calls this last; one that needs several streams goes
        by their names, else two verbs could wait for each other.

        Without a subject, or with one that has no fragment, browsers only hear that something of the kind `what`
        happened, and ask for their own page: so for all whose readers may not see the same.
        """
        stream = cls._next(name_of(kind, owner))
        element = subject.element_id if subject else ""
        if element:  # only the newest look of a thing is kept; what was removed is gone from here too
            stream.events.filter(subject=element, is_superseded=False).update(fragments={}, is_superseded=True)
        fragments = subject.looks(stream.number) if subject else {}
        event = stream.events.create(number=stream.number, what=what, subject=element, fragments=fragments)
        transaction.on_commit(partial(ring, [stream.name]), robust=True)
        return event

    @classmethod
    def _next(cls, name: str) -> "Stream":
        if not cls.objects.filter(name=name).update(number=F("number") + 1):
            cls.objects.get_or_create(name=name)
            cls.objects.filter(name=name).update(number=F("number") + 1)
        return cls.objects.get(name=name)

    @classmethod
    def numbers(cls, names: Collection[str]) -> dict[str, int]:
        """The latest number of each stream; 0 where nothing has happened yet. One query."""
        known = dict(cls._numbers_of(len(names))(*names)) if names else {}
        return {name: known.get(name, 0) for name in names}

    @staticmethod
    @cache
    def _numbers_of(count: int) -> Prepared:
        def build(*names: str) -> Any:
            return Stream.objects.filter(name__in=names).values_list("name", "number")

        return Prepared(build, *[str] * count)


class EventQuerySet(models.QuerySet):
    def forget_before(self, moment: datetime) -> int:
        """Whoever has been away for so long gets a fresh page instead."""
        return self.filter(at__lt=moment).delete()[0]


class Event(models.Model):
    """One numbered change. Only the newest event of a subject keeps its fragments: {language: HTML}."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="events")
    number = models.PositiveBigIntegerField()
    what = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    fragments = models.JSONField(default=dict, blank=True)
    is_superseded = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["stream", "number"], name="one_event_per_number")]
        indexes = [models.Index(fields=["stream", "subject"])]


class Live(models.Model):
    """A row whose looks are sent to browsers.

    Whoever may listen to the stream may see the fragment: it knows its noun and nothing of who reads it. Its outermost
    element has the id `element_id` and `data-number`, and where it is new `data-into` (a selector) and `data-order`.
    """

    fragment_template = ""
    live_number = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def element_id(self) -> str:
        return f"{self._meta.model_name}-{self.pk}"

    @classmethod
    def for_display(cls) -> Any:
        """The rows with all that the fragment shows; a subclass adds its `select_related`."""
        return cls._base_manager.all()

    def looks(self, number: int) -> dict[str, str]:
        """The row as every listener may see it, in each language of the hub; once, where they read alike."""
        if not self.fragment_template:
            return {}
        type(self)._base_manager.filter(pk=self.pk).update(live_number=number)
        self.live_number = number
        fresh = type(self).for_display().get(pk=self.pk)
        looks = {code: self._look(fresh, code) for code, _name in settings.LANGUAGES}
        return looks if len(set(looks.values())) > 1 else {ANY: next(iter(looks.values()))}

    def _look(self, fresh: Self, language: str) -> str:
        with translation.override(language):
            return render_to_string(self.fragment_template, {self._meta.model_name or "": fresh}).strip()
