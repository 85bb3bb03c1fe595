"""A feed as JSON Feed 1.1 (jsonfeed.org).

The format has no tombstones. What has gone is simply not there any more; who wants to know that it went finds it in an
extension of ours, `_hub.deleted`, which readers that do not know it leave alone, as the format asks of them.
"""

import json

from django.conf import settings

from hub.feeds.atom import moment
from hub.feeds.items import Feed, Item
from hub.feeds.wording import absolute

TYPE = "application/feed+json; charset=utf-8"


def json_feed(feed: Feed) -> bytes:
    texts = feed.texts
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute(feed.path),
        "feed_url": absolute(f"{feed.path}feed.json"),
        "language": settings.LANGUAGE_CODE,
        "authors": [{"name": feed.unit.name if feed.unit else feed.profile.name}],
        "_hub": {"deleted": [{"id": entry.tag, "when": moment(entry.gone_at)} for entry in feed.gone if entry.gone_at]},
        "items": [_item(item, texts[item.entry.tag]) for item in feed.items],
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _item(item: Item, text: str) -> dict[str, object]:
    return {
        "id": item.entry.tag,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": text,
        "date_published": moment(item.entry.published_at),
        "date_modified": moment(item.updated),
        "language": item.language,
        "authors": [{"name": item.unit.name}],
    }
