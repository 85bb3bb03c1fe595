"""Public pages and notices, and the feeds of them, as the world gets them."""

import json
import re
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hub.feeds.models import Entry, settle
from hub.files import accept
from hub.units.models import Notice, NoticeTranslation, Page, PageFile
from tests import world as cast
from tests.units.hostile import files as hostile

A, T = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
TAG = re.compile(r"tag:[\w.-]+,\d{4}(-\d\d(-\d\d)?)?:\S+")
SITE = "https://hub.dal.example"


@pytest.fixture
def world(db, settings):
    settings.SITE_URL = SITE
    return cast.build()


@pytest.fixture
def outside():
    """Somebody who has not signed in, and never got a cookie."""
    return Client()


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


# What stands there


def test_an_empty_feed_is_a_feed(world, outside):
    assert titles(atom_of(outside)) == []
    assert json.loads(outside.get("/public/feed.json").content)["items"] == []


def test_what_is_marked_public_stands_in_both_feeds_and_nothing_else_does(world, outside):
    public_page(world)
    public_notice(world)
    cast.notice(world.lokentunet, "Bare for oss", world.kari)
    assert set(titles(atom_of(outside))) == {"Åpningstider", "Vannet stenges"}
    said = json.loads(outside.get("/public/feed.json").content)
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert {item["title"] for item in said["items"]} == {"Åpningstider", "Vannet stenges"}
    assert all({"id", "url", "content_html", "date_published"} <= set(item) for item in said["items"])
    assert {item["id"] for item in said["items"]} == set(names(atom_of(outside)).values())


def test_a_unit_has_a_feed_with_those_below_and_one_with_nothing_public_is_not_there(world, outside):
    public_notice(world)
    assert titles(atom_of(outside, f"/public/units/{world.helse.pk}/feed.atom")) == ["Vannet stenges"]
    assert titles(atom_of(outside, f"/public/units/{world.lokentunet.pk}/feed.atom")) == ["Vannet stenges"]
    for unit in (world.kjokken, world.skole):
        assert outside.get(f"/public/units/{unit.pk}/feed.atom").status_code == 404
    world.lokentunet.merge_into(world.hjemme, world.helge)
    moved = outside.get(f"/public/units/{world.lokentunet.pk}/feed.atom")
    assert (moved.status_code, moved["Location"]) == (301, f"/public/units/{world.hjemme.pk}/feed.atom")
    assert titles(atom_of(outside, moved["Location"])) == ["Vannet stenges"] and gone_from(atom_of(outside)) == []


def test_nobody_behind_it_is_named_only_the_unit(world, outside):
    public_page(world)
    public_notice(world)
    raw = b"".join(
        outside.get(path).content
        for path in ("/public/feed.atom", "/public/feed.json", "/public/", "/public/fragment/", "/public/embedded/")
    ).decode()
    for person in cast.everyone(world):
        assert person.family_name not in raw and person.number not in raw and str(person.email) not in raw
    assert {author.text for author in atom_of(outside).iter(f"{A}name")} == {"Dal kommune", "Moen skole", "Løkentunet"}


def test_entries_say_their_language_and_where_the_same_stands_in_another(world, outside):
    notice = public_notice(world)
    NoticeTranslation.write(notice, "en", "No water", "<p>Fill a jug.</p>", world.kari)
    entry = atom_of(outside).find(f"{A}entry")
    assert entry.get(XML_LANG) == "nb"
    other = entry.find(f"{A}link[@hreflang='en']").get("href")
    answer = outside.get(other.removeprefix(SITE))
    assert (
        answer["Content-Language"] == "en" and b"Fill a jug." in answer.content and b'<html lang="en"' in answer.content
    )
    assert outside.get(f"/public/notices/{notice.pk}/in/nn/").status_code == 404


def test_addresses_are_whole_and_none_leads_inside(world, outside):
    other = public_page(world, "Den andre")
    body = (
        f'<p><a href="{other.get_absolute_url()}#s-x">offentlig</a> <a href="/pages/{world.open_page.pk}/">indre</a> '
        f'<a href="/files/page/1/Hemmelig navn.pdf">vedlegg</a> <a href="https://udir.example/a?b=1&amp;c">ute</a> '
        f'<a href="{SITE}/people/1/">person</a> <a href="mailto:post@dal.example">post</a></p><script>alert(1)</script>'
    )
    public_page(world, "Lenker", body)
    found = content_of(atom_of(outside), "Lenker")
    assert re.findall(r'(?:href|src)="([^"]*)"', found) == [
        f"{SITE}/public/pages/{other.pk}/#s-x", "https://udir.example/a?b=1&amp;c", "mailto:post@dal.example"
    ]  # fmt: skip
    assert "indre" in found and "vedlegg" in found and "Hemmelig" not in found and "script" not in found


def test_pictures_in_the_text_are_public_and_attachments_are_not(world, outside):
    page = Page.start(world.skole, "Med bilde", world.siri)
    add = lambda name, data: PageFile.keep(accept(SimpleUploadedFile(name, data)), world.siri, page=page, alt="Kart")  # noqa: E731
    shown, unused, attached = (
        add("kart.png", hostile.picture()),
        add("nei.png", hostile.picture()),
        add("a.txt", b"tekst"),
    )
    page.save_draft(
        "Med bilde", f'<p>Se</p><img src="{shown.get_absolute_url()}" alt="Kart">', world.siri, page.draft.number
    )
    page.publish(world.siri)
    assert outside.get(f"/public{shown.get_absolute_url()}").status_code == 404
    page.show_world(world.siri)
    assert f'src="{SITE}/public{shown.get_absolute_url()}"' in content_of(atom_of(outside), "Med bilde")
    answer = outside.get(f"/public{shown.get_absolute_url()}")
    assert answer.status_code == 200 and answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    for file in (unused, attached):
        assert outside.get(f"/public{file.get_absolute_url()}").status_code == 404
    assert outside.get(shown.get_absolute_url()).status_code == 302  # inside, one signs in as before


def test_what_xml_has_no_room_for_does_not_break_the_feed(world, outside):
    public_page(world, "Lyd\x0bog \x01 <b> & ]]>", "<p>a\x08b ]]&gt; \ufffe</p>")
    assert titles(atom_of(outside)) == ["Lydog  <b> & ]]>"]


# What changes and what goes


def test_names_last_and_the_date_follows_the_text(world, outside):
    page = public_page(world)
    before = atom_of(outside)
    page.save_draft("Nye tider", "<p>Vi har stengt.</p>", world.siri, page.draft.number)
    assert titles(atom_of(outside)) == ["Åpningstider"]  # a draft is nobody's business
    page.publish(world.siri)
    after = atom_of(outside)
    assert list(names(after).values()) == list(names(before).values()) and titles(after) == ["Nye tider"]
    assert after.findtext(f"{A}updated") > before.findtext(f"{A}updated")
    assert after.find(f"{A}entry").findtext(f"{A}published") == before.find(f"{A}entry").findtext(f"{A}published")


def test_names_last_when_the_hub_moves_to_another_address(world, outside, settings):
    page = public_page(world)
    before = names(atom_of(outside))["Åpningstider"]
    assert before == f"tag:hub.dal.example,2026:page/{page.pk}"
    settings.SITE_URL = "https://intranett.dal.example"
    public_page(world, "Ny")
    settle()
    assert Entry.objects.get(key=page.pk, kind="page").tag == before
    assert set(Entry.objects.values_list("tag", flat=True)) == {
        before,
        before.replace(f"/{page.pk}", f"/{page.pk + 1}"),
    }


def end(what, world, thing):
    if what == "withdrawn":
        thing.withdraw(*([world.siri] if isinstance(thing, Page) else [world.kari, "Feil dag"]))
    elif what == "inside again":
        thing.show_world(world.siri, False)
    elif what == "narrowed":
        (thing.narrow if isinstance(thing, Page) else thing.aim)([(world.kjokken, True)], [])
    else:
        over = {"unpublish_at" if isinstance(thing, Page) else "ends_at": timezone.now() - timedelta(minutes=1)}
        type(thing).objects.filter(pk=thing.pk).update(**over)


@pytest.mark.parametrize("what", ["withdrawn", "inside again", "narrowed", "over"])
@pytest.mark.parametrize("make", [public_page, public_notice])
def test_what_is_public_no_more_is_gone_at_once_with_a_tombstone(world, outside, make, what):
    thing = make(world)
    name = next(iter(names(atom_of(outside)).values()))
    path = f"/public{thing.get_absolute_url()}"
    assert outside.get(path).status_code == 200
    end(what, world, thing)
    after = atom_of(outside)
    assert (titles(after), gone_from(after)) == ([], [name])
    assert outside.get(path).status_code == 404
    said = json.loads(outside.get("/public/feed.json").content)
    assert said["items"] == [] and [each["id"] for each in said["_hub"]["deleted"]] == [name]
    assert thing.title not in outside.get("/public/").content.decode()


def test_what_comes_back_has_its_old_name_and_no_tombstone(world, outside):
    page = public_page(world)
    first = atom_of(outside)
    page.show_world(world.siri, False)
    went = atom_of(outside).find(f"{T}deleted-entry").get("when")
    page.show_world(world.siri)
    again = atom_of(outside)
    assert names(again) == names(first) and gone_from(again) == []
    assert again.find(f"{A}entry").findtext(f"{A}updated") > went


def test_a_tombstone_stands_for_a_season(world, outside):
    public_page(world).show_world(world.siri, False)
    page = public_page(world, "To")
    settle()
    page.show_world(world.siri, False)
    settle(timezone.now() - timedelta(days=91))
    assert gone_from(atom_of(outside)) == []


def test_widening_what_was_narrowed_does_not_make_it_public_again(world, outside):
    for thing, narrow in [(public_page(world), Page.narrow), (public_notice(world), Notice.aim)]:
        narrow(thing, [(world.kjokken, True)], [])
        narrow(thing, [], [], False)
    assert titles(atom_of(outside)) == []


# Kept on the way


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


# On another web site


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


# Who marks it


def test_those_who_publish_mark_a_page_and_are_told_that_the_whole_world_sees_it(world, client_of, outside):
    page = cast.publish(world.lokentunet, "For alle", world.eva)
    eva, path = client_of(world.eva), f"/pages/{page.pk}/public/"
    assert client_of(world.ola).get(path).status_code == 404  # who only writes
    assert eva.get(path).context["form"]["public"].value() == "yes"
    assert eva.post(path, {"public": "yes"}).status_code == 302
    assert eva.post(path, {"public": "yes"}).status_code == 302  # a double click
    assert titles(atom_of(outside)) == ["For alle"]
    page.refresh_from_db()
    assert page.public_by == world.eva and world.eva.name in eva.get(path).content.decode()
    eva.post(path, {"public": "no"})
    assert titles(atom_of(outside)) == []


def test_what_is_narrowed_cannot_be_marked(world, client_of, outside):
    path = f"/pages/{world.narrow_page.pk}/public/"
    assert client_of(world.eva).post(path, {"public": "yes"}).status_code == 422
    world.narrow_page.refresh_from_db()
    assert not world.narrow_page.is_public


def form_of(**more):
    return {
        "title": "Stengt", "body": "<p>I dag.</p>", "weight": "ordinary", "language": "nb", "reach": "everybody",
        "units-TOTAL_FORMS": 0, "units-INITIAL_FORMS": 0, **more,
    }  # fmt: skip


def test_those_who_publish_mark_a_notice_when_it_is_for_all(world, client_of, outside):
    kari, path = client_of(world.kari), f"/notices/unit/{world.lokentunet.pk}/new/"
    refused = kari.post(path, form_of(is_public="on", reach="here"))
    assert refused.status_code == 422 and "is_public" in refused.context["form"].errors
    assert kari.post(path, form_of(is_public="on")).status_code == 302
    notice = Notice.objects.get(title="Stengt")
    assert notice.is_public and titles(atom_of(outside)) == []  # not before it is sent
    assert b'id="goes-public"' in kari.get(f"/notices/{notice.pk}/send/").content
    kari.post(f"/notices/{notice.pk}/send/", {"when": "now"})
    assert titles(atom_of(outside)) == ["Stengt"]


def test_who_only_writes_marks_no_notice_and_unmarks_none(world, client_of):
    ola, path = client_of(world.ola), f"/notices/unit/{world.lokentunet.pk}/new/"
    assert b"is_public" not in ola.get(path).content
    ola.post(path, form_of(is_public="on"))
    notice = Notice.objects.get(title="Stengt")
    assert not notice.is_public
    notice.show_world(world.kari)
    ola.post(f"/notices/{notice.pk}/edit/", form_of(title="Stengt i dag", seen=1))
    notice.refresh_from_db()
    assert notice.is_public and notice.title == "Stengt i dag"
