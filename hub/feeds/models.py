from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hub.feeds.kinds import KINDS, WORLD, public_things
from hub.units.models import Unit


class EntryQuerySet(models.QuerySet["Entry"]):
    def standing(self) -> Self:
        return self.filter(gone_at=None)

    def below(self, unit: Unit | None) -> Self:
        return self if unit is None else self.filter(unit__path__startswith=unit.path)


class Entry(models.Model):
    """What stands or has stood in the feeds: its name for ever, and when it went.

    Written down before it is served (see `settle`), so that whoever has read it is told when it is gone, whatever the
    reason: withdrawn, over, narrowed, its unit gone. Who may read it is never kept here: that is asked each time.
    """

    kind = models.CharField(max_length=20)
    key = models.PositiveBigIntegerField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    tag = models.CharField(max_length=300, unique=True)  # a tag: URI (RFC 4151), whatever the hub's address becomes
    published_at = models.DateTimeField()  # when the world could first read it
    back_at = models.DateTimeField(null=True)  # when it last came back after it had gone
    gone_at = models.DateTimeField(null=True, db_index=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="an_entry_once_per_thing")]

    def __str__(self) -> str:
        return self.tag


def authority() -> str:
    """Who gives the entries their names, and since when (RFC 4151): decided with the first entry, then kept."""
    first = Entry.objects.order_by("pk").values_list("tag", flat=True).first()
    return first.split(":")[1] if first else f"{urlsplit(settings.SITE_URL).hostname},2026"


def settle(now: datetime | None = None) -> None:
    """Write down what has become public, has moved, and is public no more. Without any change it only reads."""
    now = now or timezone.now()
    for kind in KINDS:
        new, gone = list(_new(kind)), list(_gone(kind))
        if new or gone:
            _write(kind, new, gone, now)


def _new(kind: str) -> Any:
    known = Entry.objects.standing().filter(kind=kind, key=OuterRef("pk"), unit=OuterRef("unit"))
    return (
        public_things(kind).filter(~Exists(known)).order_by("changed_at", "pk").values_list("pk", "unit", "changed_at")
    )


def _gone(kind: str) -> Any:
    there = KINDS[kind].model.objects.visible_to(WORLD).filter(pk=OuterRef("key")).order_by()
    return Entry.objects.standing().filter(~Exists(there), kind=kind).values_list("pk", flat=True)


@transaction.atomic
def _write(kind: str, new: list[tuple[int, int, datetime]], gone: list[int], now: datetime) -> None:
    """Two at a time come to the same: rows are made once, and what is gone stays gone since the first saw it."""
    named_by = authority()
    made = [
        Entry(kind=kind, key=key, unit_id=unit, tag=f"tag:{named_by}:{kind}/{key}", published_at=changed)
        for key, unit, changed in new
    ]
    Entry.objects.bulk_create(made, ignore_conflicts=True)
    for key, unit, _changed in new:
        mine = Entry.objects.filter(kind=kind, key=key)
        mine.exclude(unit=unit).update(unit=unit)
        mine.filter(gone_at__isnull=False).update(gone_at=None, back_at=now)
    Entry.objects.filter(Q(gone_at=None), pk__in=gone).update(gone_at=now)
