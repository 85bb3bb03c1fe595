"""The list of public notices on another web site."""

from hub.units.models import Page
from tests.feeds.reading import public_notice, public_page


def test_only_the_web_sites_of_the_settings_may_frame_the_list(world, outside, settings):
    public_page(world)
    answer = outside.get("/public/embedded/")
    assert answer["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    settings.HUB_EMBEDDED_BY = ["https://www.dal.example"]
    answer = outside.get("/public/embedded/")
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors https://www.dal.example" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    for path in ("/public/", f"/public/pages/{Page.objects.get(title='Åpningstider').pk}/", "/"):
        assert "frame-ancestors 'none'" in outside.get(path)["Content-Security-Policy"]


def test_the_list_is_as_long_as_one_asks(world, outside):
    for number in range(12):
        public_notice(world, f"Nr {number}")
    rows = lambda path: outside.get(path).content.count(b"<li>")  # noqa: E731
    assert [rows(f"/public/fragment/{query}") for query in ("", "?n=3", "?n=999", "?n=x")] == [10, 3, 10, 10]
    assert outside.get("/public/feed.json")["Access-Control-Allow-Origin"] == "*"
    fragment = outside.get("/public/fragment/").content
    assert b"<html" not in fragment and b"<script" not in fragment
