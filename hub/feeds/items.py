"""What stands in a feed: the newest public things of a unit with those below, or of all, and what has gone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hub import richtext
from hub.feeds.kinds import KINDS, public_things
from hub.feeds.models import Entry, authority, settle
from hub.feeds.wording import absolute, for_world, linked_in
from hub.profile.models import Profile
from hub.units.models import Unit

MOST = 50  # entries of one feed
GONE_FOR = timedelta(days=90)  # so long a feed tells that something has gone
NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)
LEAD = 280  # letters of a summary


@dataclass
class Item:
    """One entry, with nothing of the people behind it."""

    entry: Entry
    thing: Any
    updated: datetime

    @property
    def path(self) -> str:
        return f"/public/{KINDS[self.entry.kind].place}/{self.entry.key}/"

    @property
    def url(self) -> str:
        return absolute(self.path)

    @property
    def title(self) -> str:
        return self.thing.title

    @property
    def language(self) -> str:
        return self.thing.language

    @property
    def unit(self) -> Unit:
        return self.thing.unit

    @property
    def text(self) -> str:
        return richtext.clean(self.thing.body)

    @property
    def summary(self) -> str:
        words = richtext.words(self.thing.body)
        return words if len(words) <= LEAD else f"{words[:LEAD].rsplit(' ', 1)[0]} …"

    @property
    def others(self) -> list[tuple[str, str]]:
        """(language, address) of the same notice in other languages."""
        texts = self.thing.translations.all() if self.entry.kind == "notice" else []
        return [(text.language, f"{self.url}in/{text.language}/") for text in texts]


@dataclass
class Feed:
    """What one feed says, before it is written in one way or another."""

    unit: Unit | None
    items: list[Item]
    gone: list[Entry]
    profile: Profile = field(default_factory=Profile.current)

    @property
    def path(self) -> str:
        return f"/public/units/{self.unit.pk}/" if self.unit else "/public/"

    @property
    def tag(self) -> str:
        return f"tag:{authority()}:feed/{self.unit.pk if self.unit else 'all'}"

    @property
    def title(self) -> str:
        if self.unit and self.unit.parent_id:
            return f"{self.unit.name} – {self.profile.name}"
        with override(settings.LANGUAGE_CODE):
            return _("News from %(municipality)s") % {"municipality": self.profile.name}

    @property
    def updated(self) -> datetime:
        """When anything in it last changed or went; cut to seconds, as HTTP knows no shorter time."""
        moments = [item.updated for item in self.items] + [entry.gone_at for entry in self.gone if entry.gone_at]
        return max(moments, default=NOTHING_YET)

    @property
    def texts(self) -> dict[str, str]:
        """The whole text of each entry, by its name, ready for other web sites."""
        linked = linked_in([item.text for item in self.items])
        return {item.entry.tag: for_world(item.text, item.url, linked) for item in self.items}


def feed_of(unit: Unit | None, most: int = MOST) -> Feed:
    """The feed as it stands now. What it shows is written down first, so that its going can be told."""
    settle()
    since = timezone.now() - GONE_FOR
    gone = Entry.objects.below(unit).filter(gone_at__gt=since).order_by("-gone_at", "pk")[:MOST]
    found = [item for kind in KINDS for item in _newest(kind, unit, most)]
    found.sort(key=lambda item: (item.updated, item.entry.pk), reverse=True)
    return Feed(unit, found[:most], list(gone))


def _newest(kind: str, unit: Unit | None, most: int) -> list[Item]:
    mine = Entry.objects.standing().below(unit).filter(kind=kind, key=OuterRef("pk"))
    things = public_things(kind).filter(Exists(mine)).select_related("unit")
    back = mine.values("back_at")[:1]
    things = things.annotate(updated=Greatest("changed_at", Coalesce(back, "changed_at"))).order_by("-updated", "-pk")
    if kind == "notice":
        things = things.prefetch_related("translations")
    rows = list(things[:most])
    entries = {entry.key: entry for entry in Entry.objects.filter(kind=kind, key__in=[thing.pk for thing in rows])}
    return [Item(entries[thing.pk], thing, thing.updated) for thing in rows]


def unit_in_feeds(pk: int) -> Unit | None:
    """A unit that has, or has had, something public in it or below; or the one that took it over.

    Others are not there for the world, which does not even learn their names.
    """
    settle()
    unit = Unit.objects.filter(pk=pk).select_related("merged_into").first()
    if unit is None:
        return None
    if unit.merged_into is not None:
        return unit_in_feeds(unit.merged_into.pk)
    return unit if Entry.objects.below(unit).exists() else None
