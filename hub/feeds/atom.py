"""A feed as Atom (RFC 4287), with tombstones (RFC 6721) for what has gone."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from django.conf import settings

from hub.feeds.items import Feed, Item
from hub.feeds.wording import absolute

TYPE = "application/atom+xml; charset=utf-8"
ATOM, TOMBSTONES = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 has no room for

ET.register_namespace("", ATOM)
ET.register_namespace("at", TOMBSTONES)


def atom(feed: Feed) -> bytes:
    root = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": settings.LANGUAGE_CODE})
    _put(root, "id", feed.tag)
    _put(root, "title", feed.title)
    _put(root, "updated", moment(feed.updated))
    _put(_put(root, "author"), "name", feed.unit.name if feed.unit else feed.profile.name)
    _put(root, "link", rel="self", type="application/atom+xml", href=absolute(f"{feed.path}feed.atom"))
    _put(root, "link", rel="alternate", type="text/html", href=absolute(feed.path))
    texts = feed.texts
    for entry in feed.gone:
        if entry.gone_at:
            ET.SubElement(root, f"{{{TOMBSTONES}}}deleted-entry", {"ref": entry.tag, "when": moment(entry.gone_at)})
    for item in feed.items:
        _entry(root, item, texts[item.entry.tag])
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(root: ET.Element, item: Item, text: str) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry", {"xml:lang": item.language})
    _put(entry, "id", item.entry.tag)
    _put(entry, "title", item.title)
    _put(entry, "published", moment(item.entry.published_at))
    _put(entry, "updated", moment(item.updated))
    _put(_put(entry, "author"), "name", item.unit.name)
    _put(entry, "link", rel="alternate", type="text/html", hreflang=item.language, href=item.url)
    for language, url in item.others:
        _put(entry, "link", rel="alternate", type="text/html", hreflang=language, href=url)
    _put(entry, "summary", item.summary)
    _put(entry, "content", text, type="html")


def _put(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(
        parent, f"{{{ATOM}}}{name}", {key: _NO_XML.sub("", value) for key, value in attributes.items()}
    )
    made.text = _NO_XML.sub("", text) or None
    return made


def moment(at: datetime) -> str:
    """RFC 3339, in UTC and to the microsecond: two changes in one second are told apart."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
