"""What a written text may hold, whatever is put into it."""

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django_prose_editor.config import allowlist_from_extensions
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import richtext

HOSTILE = (Path(__file__).parent / "units" / "hostile" / "texts.txt").read_text(encoding="utf-8").splitlines()
# What the editor could write, and its own extensions list, but ours never do.
NOT_OURS = {("a", "title"), ("a", "rel"), ("ol", "type"), ("ol", "data-type"), ("img", "data-file")}


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.found.append(("!--", {}))

    def handle_decl(self, decl):
        self.found.append(("!doctype", {}))


def faults(html):
    """Everything in the text that must never be there."""
    found = []
    for tag, attrs in Elements(html).found:
        found += [tag] if tag not in richtext.TAGS else []
        allowed = richtext.ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        for name, value in attrs.items():
            if name == "class" and tag == "aside" and value in ("", "info", "warning"):
                continue
            found += [f"{tag}.{name}"] if name not in allowed else []
            if name == "href" and re.match(r"[^/?#]*:", value) and value.split(":")[0].lower() not in richtext.SCHEMES:
                found.append(value)
            if name == "src" and not re.fullmatch(r"/files/[a-z]+/\d+/[A-Za-z0-9_.-]*", value):
                found.append(value)
    return found


def test_there_are_two_hundred_hostile_texts():
    assert len(HOSTILE) == len(set(HOSTILE)) >= 200


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_comes_out_harmless_and_stands_still(text):
    cleaned = richtext.clean(text)
    assert faults(cleaned) == []
    assert richtext.clean(cleaned) == cleaned


PIECES = st.one_of(
    st.sampled_from(HOSTILE),
    st.sampled_from([f"<{tag}>" for tag in sorted(richtext.TAGS)] + [f"</{tag}>" for tag in sorted(richtext.TAGS)]),
    st.sampled_from(
        ["<svg>", "</svg>", "<math>", "<mtext>", "<style>", "</style>", "<!--", "-->", "<table>", "<form>", "<mglyph>"]
    ),
    st.text(alphabet="<>/\"'=&;#x3a \t\n\x00ajvscript:onload-æ", max_size=20),
    st.text(max_size=20),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_text_gets_anything_forbidden_through(text):
    cleaned = richtext.clean(text)
    assert faults(cleaned) == []


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_cleaning_again_changes_nothing(text):
    cleaned = richtext.clean(text)
    assert richtext.clean(cleaned) == cleaned


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_reading_out_of_a_text_never_fails(text):
    shown = richtext.show(text)
    richtext.taken_out(text)
    richtext.words(text)
    ids = re.findall(r'<h\d id="([^"]*)"', shown.html)
    assert len(ids) == len(set(ids))


def test_what_the_editor_writes_is_allowed_and_what_is_allowed_the_editor_knows():
    wanted = {name: options for name, options in richtext.EXTENSIONS.items() if options}
    editor = allowlist_from_extensions(wanted)
    assert editor["tags"] <= richtext.TAGS
    assert richtext.TAGS - editor["tags"] == {"figure", "aside"}  # static/hub/editor.js adds these two
    written = {(tag, name) for tag, names in editor["attributes"].items() for name in names} - NOT_OURS
    assert written <= {(tag, name) for tag, names in richtext.ATTRIBUTES.items() for name in names}


def test_the_writer_is_told_what_was_taken_out_and_not_what_does_not_matter():
    assert (
        richtext.taken_out(
            '<p>Hei <strong>du</strong></p><table style="min-width:1px"><colgroup><col></colgroup></table>'
        )
        == []
    )
    told = richtext.taken_out(
        '<script>x</script><iframe></iframe><form></form><img src="https://x/y.png"><blink>x</blink>'
    )
    assert len(told) == 5
    assert richtext.taken_out('<a href="javascript:x">a</a>') and not richtext.taken_out('<a href="/pages/1/">a</a>')


def test_other_programs_headings_and_bold_keep_their_shape():
    assert (
        richtext.clean("<h1>A</h1><h6>B</h6><b>C</b> <I>D</I>") == "<h2>A</h2><h4>B</h4><strong>C</strong> <em>D</em>"
    )


def test_tables_say_what_their_header_cells_head_and_scroll_by_keyboard():
    html = richtext.show("<table><tr><th>A</th><th>B</th></tr><tr><th>c</th><td>d</td></tr></table>").html
    assert html.count('<th scope="col">') == 2 and html.count('<th scope="row">') == 1 and 'tabindex="0"' in html


def test_pictures_and_files_are_read_out_of_a_text():
    html = richtext.clean('<img src="/files/page/7/a.png" alt="x"><a href="/files/page/9/b.pdf">b</a>')
    assert richtext.file_numbers(html, "page") == {7, 9}
    assert richtext.pictures(html)[0]["alt"] == "x"


# Texts that take a parser of careless HTML half a minute or a gigabyte: 500,000 characters, as many as a page may have.
TANGLES = {
    "open quotes": "<blockquote>",
    "open lists": "<ul><li>",
    "open emphasis": "<em>",
    "pictures in pictures": '<img a="<img b="',
    "a picture never closed": "<img ",
    "cells without a table": "<th ",
    "open tables": "<table><tr><td>",
    "links in links": '<a href="x">',
    "ampersands": "&",
    "numbers of letters": "&#",
    "angles": "<",
    "a style for each paragraph": '<p><b x="1"><i y=2><p>',
}


@pytest.mark.parametrize("piece", TANGLES.values(), ids=TANGLES.keys())
def test_no_text_takes_long_to_read_and_what_comes_out_stands_still(piece):
    written = (piece * 500_000)[:500_000]
    began = time.process_time()
    cleaned = richtext.clean(written)
    richtext.taken_out(written)
    shown = richtext.show(cleaned)
    assert time.process_time() - began < 5
    assert richtext.clean(cleaned) == cleaned and faults(cleaned) == [] and len(shown.html) < 2_000_000


def test_styles_that_every_paragraph_would_open_anew_do_not_swell():
    written = "<p>" + "".join(f"<b x={number}>" for number in range(240)) + "<p>x" * 240
    assert len(richtext.clean(written)) < 1_000_000
    assert richtext.clean(richtext.clean(written)) == richtext.clean(written)


def test_a_long_text_that_is_in_order_is_left_as_it_is():
    link = '<a href="https://dal.example/?a=1&amp;b&gt;c" rel="noopener">b</a>'
    row = f"<tr><td><p>Æ &lt; Ø</p></td><td>{link}<br></td></tr>"
    text = (
        f'<h2>Lang</h2><aside class="info"><ul><li><p>a</p></li></ul></aside><table><tbody>{row * 2000}</tbody></table>'
    )
    assert richtext.clean(text) == text and richtext.taken_out(text) == []
    assert richtext.clean("<p>kort<p>og slurvete <b>tekst<ul><li>a<li>b</ul>").startswith("<p>kort</p>")
