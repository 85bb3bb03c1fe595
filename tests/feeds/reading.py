"""Makes public pages and notices, and reads the feeds of them as a strict reader does."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

from hub.units.models import Page
from tests import world as cast

A, T = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
TAG = re.compile(r"tag:[\w.-]+,\d{4}(-\d\d(-\d\d)?)?:\S+")
SITE = "https://hub.dal.example"


def public_page(world, title="Åpningstider", body="<p>Vi har åpent.</p>", unit=None, by=None):
    page = Page.start(unit or world.skole, title, by or world.siri, body=body)
    page.publish(by or world.siri)
    page.show_world(by or world.siri)
    return page


def public_notice(world, title="Vannet stenges", unit=None, **fields):
    notice = cast.notice(unit or world.lokentunet, title, world.kari, **fields)
    notice.show_world(world.kari)
    return notice


def atom_of(client, path="/public/feed.atom"):
    return valid_atom(client.get(path).content)


def valid_atom(raw):
    """The feed, when it has the shape that RFC 4287 and RFC 6721 ask for."""
    root = ET.fromstring(raw)
    assert root.tag == f"{A}feed"
    for holder in [root, *root.findall(f"{A}entry")]:
        for name in ("id", "title", "updated"):
            assert len(holder.findall(f"{A}{name}")) == 1, name
        assert TAG.fullmatch(holder.findtext(f"{A}id"))
        for moment in [*holder.findall(f"{A}updated"), *holder.findall(f"{A}published")]:
            assert RFC3339.fullmatch(moment.text) and datetime.fromisoformat(moment.text)
        assert [author.findtext(f"{A}name") for author in holder.findall(f"{A}author")] != [None]
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in holder.findall(f"{A}link")]
        assert len(links) == len(set(links)) and all(
            link.get("href", "").startswith(SITE) for link in holder.iter(f"{A}link")
        )
        assert holder.get(XML_LANG) in ("nb", "nn", "en")
    assert root.find(f"{A}link[@rel='self']") is not None
    for entry in root.findall(f"{A}entry"):
        assert entry.find(f"{A}content").get("type") == "html"
        assert root.findtext(f"{A}updated") >= entry.findtext(f"{A}updated")
        assert entry.findtext(f"{A}published") <= entry.findtext(f"{A}updated")
    gone = root.findall(f"{T}deleted-entry")
    assert all(TAG.fullmatch(each.get("ref")) and RFC3339.fullmatch(each.get("when")) for each in gone)
    ids = [entry.findtext(f"{A}id") for entry in root.findall(f"{A}entry")]
    assert len(ids) == len(set(ids)) and not set(ids) & {each.get("ref") for each in gone}
    return root


def titles(root):
    return [entry.findtext(f"{A}title") for entry in root.findall(f"{A}entry")]


def names(root):
    return {entry.findtext(f"{A}title"): entry.findtext(f"{A}id") for entry in root.findall(f"{A}entry")}


def gone_from(root):
    return [each.get("ref") for each in root.findall(f"{T}deleted-entry")]


def content_of(root, title):
    return next(e for e in root.findall(f"{A}entry") if e.findtext(f"{A}title") == title).findtext(f"{A}content")
