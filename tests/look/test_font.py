"""One font file holds every letter that names and texts here need; a letter it lacks would come from another font."""

import pytest

# Each as its speakers write it, with the letters that English lacks.
TEXTS = {
    "bokmål and nynorsk": "ÆØÅæøå ÉéÈèÊêÓóÒòÔôÜü «Så lenge» – det, ikke „sånn“ … 50 % § 3 → ½ × 2 m² €",
    "Northern, Lule and South Sámi": "ÁáČčĐđŊŋŠšŦŧŽž ÑñŃń ÏïÖöÄä Kárášjohka",
    "Inari and Skolt Sámi": "ÂâĀā ǤǥǦǧǨǩƷʒǮǯ Õõ ʼ ǩiõll",
    "Kven, Finnish, Swedish": "ÅåÄäÖöŠšŽž",
    "Icelandic, Faroese": "ÐðÞþÝýÚúÍíÓóÁáÆæÖö",
    "Polish": "ĄąĆćĘęŁłŃńÓóŚśŹźŻż Łukasz Wójcik",
    "Lithuanian, Latvian, Estonian": "ĄąČčĘęĖėĮįŠšŲųŪūŽž ĀāĒēĢģĪīĶķĻļŅņŪū ÕõÄäÖöÜü",
    "Turkish, Azerbaijani, Kurdish": "ÇçĞğİıÖöŞşÜüƏəÊêÎîÛû Ayşe Yıldız",
    "South Slavic, Albanian": "ČčĆćĐđŠšŽž Dž Lj Nj ËëÇç Đorđević",
    "Czech, Slovak, Hungarian, Romanian": "ĎďĚěŇňŘřŤťŮů ĹĺĽľŔŕÔô ŐőŰű ĂăÂâÎîȘșȚțŞşŢţ",
    "Vietnamese": "Nguyễn Thị Ngọc Trần Đặng Hữu Phước Ỹỹ Ọọ Ằằ Ẵẵ Ơơ Ưư Ổổ Ỗỗ",
    "Spanish, Portuguese, French, German, Maltese": "Ññ¿¡ ÃãÕõ ŒœŸÿÏïÇç ßẞÄäÖöÜü ĠġĦħŻż",
    "accents typed apart from the letter": "A\u030alesund Łukasz Wo\u0301jcik Nguye\u0302\u0303n S\u030cS\u0327",
}


@pytest.fixture
def blank(open_page, settings):
    settings.ROOT_URLCONF = "tests.look.urls"
    return open_page(path="/gallery/unit/")


def fonts_of(page, text):
    """The names of the fonts that the browser drew `text` with."""
    page.evaluate("text => { document.querySelector('h1').textContent = text }", text)
    page.evaluate("document.fonts.ready.then(() => 1)")
    asking = page.context.new_cdp_session(page)
    asking.send("DOM.enable")
    asking.send("CSS.enable")
    root = asking.send("DOM.getDocument")["root"]["nodeId"]
    heading = asking.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    drawn = asking.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
    return {"ours" if font["isCustomFont"] else font["familyName"] for font in drawn}


def test_every_language_of_our_colleagues_is_drawn_with_our_font(blank):
    drawn = {language: fonts_of(blank, text) for language, text in TEXTS.items()}
    assert drawn == dict.fromkeys(TEXTS, {"ours"})


def test_a_letter_that_it_lacks_would_be_seen(blank):
    assert fonts_of(blank, "Ж") != {"ours"}


def test_names_from_many_languages_fetch_one_font_file(blank):
    fetched = []
    blank.on("response", lambda answer: fetched.append(answer.url) if ".woff2" in answer.url else None)
    blank.goto("/gallery/people/")
    blank.evaluate("document.fonts.ready.then(() => 1)")
    assert blank.evaluate("[...document.fonts].filter(font => font.status === 'loaded').length") == 1
    assert len(set(fetched)) <= 1
