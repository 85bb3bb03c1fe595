"""What stands in the feeds of public pages and notices, as the world gets them."""

import json
import re

from django.core.files.uploadedfile import SimpleUploadedFile

from hub.files import accept
from hub.units.models import NoticeTranslation, Page, PageFile
from tests import world as cast
from tests.feeds.reading import (
    SITE,
    XML_LANG,
    A,
    atom_of,
    content_of,
    gone_from,
    names,
    public_notice,
    public_page,
    titles,
)
from tests.units.hostile import files as hostile


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
        number = re.search(rf"(?<!\d){person.number}(?!\d)", raw)  # a moment may hold the same digits
        assert person.family_name not in raw and number is None and str(person.email) not in raw
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
