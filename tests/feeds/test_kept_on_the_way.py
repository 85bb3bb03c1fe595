"""Public answers are the same for everybody, and may be kept on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.units.models import Page
from tests.feeds.reading import public_notice, public_page


@pytest.mark.parametrize("path", ["feed.atom", "feed.json", "", "fragment/", "embedded/"])
def test_answers_may_be_kept_and_are_not_sent_twice(world, outside, path):
    page = public_page(world)
    first = outside.get(f"/public/{path}")
    assert first["Cache-Control"] == "public, max-age=60"
    assert not first.cookies and "Cookie" not in first.get("Vary", "")
    again = outside.get(f"/public/{path}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    page.show_world(world.siri, False)
    assert outside.get(f"/public/{path}", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_feed_says_when_it_last_changed(world, outside):
    page = public_page(world)
    Page.objects.filter(pk=page.pk).update(
        published_at=timezone.now() - timedelta(hours=2), public_from=timezone.now() - timedelta(hours=1)
    )
    changed = outside.get("/public/feed.atom")["Last-Modified"]
    since = {"If-Modified-Since": changed}
    assert outside.get("/public/feed.atom", headers=since).status_code == 304
    page.show_world(world.siri, False)
    assert outside.get("/public/feed.atom", headers=since).status_code == 200


def test_the_world_gets_the_same_whoever_asks(world, outside, client_of):
    page, notice = public_page(world), public_notice(world)
    for path in ("", "feed.atom", "feed.json", "fragment/", f"pages/{page.pk}/", f"notices/{notice.pk}/"):
        asked = client_of(world.kari).get(f"/public/{path}", headers={"Accept-Language": "en"})
        assert asked.content == outside.get(f"/public/{path}").content
        assert not asked.cookies
    hidden = world.narrow_page  # which Eva may read, but not there
    assert client_of(world.eva).get(f"/public/pages/{hidden.pk}/").status_code == 404
