"""The kinds of things that can be public, and the public ones among them. The world asks as nobody signed in."""

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from hub.units.models import Notice, NoticeFile, Page, PageFile

WORLD = AnonymousUser()


class Kind(NamedTuple):
    model: Any
    files: Any
    place: str  # in its address: /public/<place>/<number>/
    shown: str  # when readers got it
    changed: Any  # when what they read was last changed


KINDS = {
    "page": Kind(Page, PageFile, "pages", "published_at", F("published_at")),
    "notice": Kind(Notice, NoticeFile, "notices", "sent_at", Greatest(F("sent_at"), F("current__at"))),
}


def public_things(kind: str) -> Any:
    """What the world may read of a kind, each with `changed_at`: when the text changed, or was first let out."""
    changed = Greatest(KINDS[kind].changed, Coalesce("public_from", KINDS[kind].shown))
    return KINDS[kind].model.objects.visible_to(WORLD).annotate(changed_at=changed)
