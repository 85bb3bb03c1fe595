"""A text as the world gets it: every address whole, and none of what only employees can open."""

import html as entities
import re
from typing import Any

from django.conf import settings

from hub.feeds.kinds import KINDS, WORLD

Linked = set[tuple[str, int]]  # (place, number) of public things that texts link to

_LINK = re.compile(r'<a((?:\s+[\w-]+="[^"]*")*)\s*>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r'\shref="([^"]*)"')
_PICTURE = re.compile(r'(<img(?:\s+[\w-]+="[^"]*")*?\s+src=")(/files/)')
_INSIDE = re.compile(r"/(pages|notices)/(\d{1,18})/(#.*)?", re.ASCII)
_OUTSIDE = ("http://", "https://", "mailto:", "tel:")


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def linked_in(texts: list[str]) -> Linked:
    """The public things that these texts link to, in a query of each kind."""
    named: dict[str, set[int]] = {}
    for text in texts:
        for attributes, _words in _LINK.findall(text):
            if found := _INSIDE.fullmatch(_within(_href(attributes))):
                named.setdefault(found[1], set()).add(int(found[2]))
    return {
        (kind.place, pk)
        for kind in KINDS.values()
        if kind.place in named
        for pk in _visible(kind.model).filter(pk__in=named[kind.place]).values_list("pk", flat=True)
    }


def _visible(model: Any) -> Any:
    return model.objects.visible_to(WORLD)


def for_world(text: str, here: str, linked: Linked) -> str:
    """A cleaned text for the world. A link to what is not public is its words only.

    `here` is the text's own address: a whole one makes all addresses whole, a path leaves them within the hub.
    """
    site = settings.SITE_URL if here.startswith(settings.SITE_URL) else ""

    def link(found: re.Match[str]) -> str:
        address = _public(_href(found[1]), here, linked, site)
        return f'<a href="{entities.escape(address)}" rel="noopener">{found[2]}</a>' if address else found[2]

    return _PICTURE.sub(rf"\g<1>{site}/public\g<2>", _LINK.sub(link, text))


def _href(attributes: str) -> str:
    found = _HREF.search(attributes)
    return entities.unescape(found[1]).strip() if found else ""


def _within(href: str) -> str:
    """The hub's own whole addresses as they are written inside it."""
    return href.removeprefix(settings.SITE_URL) if href.startswith(f"{settings.SITE_URL}/") else href


def _public(href: str, here: str, linked: Linked, site: str) -> str:
    href = _within(href)
    if href.startswith("#"):
        return here + href
    if found := _INSIDE.fullmatch(href):
        place, pk, further = found[1], int(found[2]), found[3] or ""
        return f"{site}/public/{place}/{pk}/{further}" if (place, pk) in linked else ""
    return href if href.lower().startswith(_OUTSIDE) else ""
