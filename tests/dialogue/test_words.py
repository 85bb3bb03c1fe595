"""Plain text stays plain, and only what is an address becomes a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.dialogue.words import pieces, tidy


def links(text):
    return [(piece.text, piece.url) for piece in pieces(text, []) if piece.url]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Se https://a.no/b.", [("https://a.no/b", "https://a.no/b")]),
        ("(https://a.no/b_(c))", [("https://a.no/b_(c)", "https://a.no/b_(c)")]),
        ("www.askim.no, eller", [("www.askim.no", "https://www.askim.no")]),
        ("HTTPS://A.NO/?q=1&r=2!", [("HTTPS://A.NO/?q=1&r=2", "HTTPS://A.NO/?q=1&r=2")]),
        ("«https://a.no»", [("https://a.no", "https://a.no")]),
        ("javascript:alert(1) data:text/html,x vbscript:x file:///etc", []),
        ("http://[::1 https:// http://. https://x", []),
        ("xhttps://a.no a@www.a.no", []),
        ("ola@askim.no", []),
    ],
)  # fmt: skip
def test_addresses_become_links(text, found):
    assert links(text) == found


def test_a_link_out_tells_nobody_and_one_within_the_hub_is_short(settings):
    settings.SITE_URL = "https://hub.example"
    out, _space, within = pieces("https://a.no https://hub.example/notices/7/", [])
    assert out.rel == "nofollow noopener noreferrer"
    assert (within.url, within.rel) == ("/notices/7/", "")
    assert links("https://hub.example.evil.no/x") == [("https://hub.example.evil.no/x",) * 2]


@pytest.mark.django_db
def test_html_is_shown_as_it_was_typed(world, client_of):
    typed = '<script>alert(1)</script> <a href="x" onclick="y">&amp; https://a.no/"><img src=x onerror=z>'
    client_of(world.ola).post(f"/dialogue/{world.thread.pk}/write/", {"body": typed})
    page = client_of(world.amina).get(world.notice.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="https://a.no/"' in page


def test_what_is_kept_is_tidy():
    assert tidy("  a \r\n\r\n\r\n\r\nb\x00\x07\u202e ") == "a\n\nb"
    assert tidy("👩‍🚀 e\u0301") == "👩‍🚀 é"
    assert tidy("\u200d\u200b \n") == ""


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_nothing_is_lost_or_added_when_a_text_is_cut(text):
    kept = tidy(text)
    assert tidy(kept) == kept
    assert "".join(piece.text for piece in pieces(kept, [])) == kept
    assert all(piece.url.lower().startswith(("http://", "https://", "/")) for piece in pieces(kept, []) if piece.url)


@given(
    st.lists(st.sampled_from(["https://", "www.", "a.no", "/", "(", ")", ".", " ", "@", "å", "?", "[", "]", ":", "<"]))
)
def test_an_address_ends_with_its_sentence(parts):
    for piece in pieces("".join(parts), []):
        assert not piece.url or piece.text[-1] not in ".,:;!?<"
