"""The guides: who may read which, in which language, and that their links lead somewhere."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from hub.help.guides import FOLDER, NAMES, PUBLIC, guide
from tests import world as worlds

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def amina():
    return worlds.build().amina


@pytest.mark.parametrize("name", NAMES)
def test_every_employee_reads_every_guide(client_of, amina, name):
    answer = client_of(amina).get(reverse("help-guide", args=[name]))
    assert answer.status_code == 200
    assert guide(name, "nb").title in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_the_signed_out_read_only_how_to_sign_in(client, name):
    answer = client.get(reverse("help-guide", args=[name]))
    if name in PUBLIC:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("sign-in"))


def test_the_list_shows_the_signed_out_only_what_they_may_read(client, client_of, amina):
    def listed(browser):
        return re.findall(r'data-guide="([^"]+)"', browser.get(reverse("help")).content.decode())

    assert listed(client) == [name for name in NAMES if name in PUBLIC]
    assert listed(client_of(amina)) == NAMES


def test_a_guide_that_does_not_exist_is_not_found(client, client_of, amina):
    path = reverse("help-guide", args=["finnes-ikke"])
    assert client_of(amina).get(path).status_code == 404
    assert client.get(path).status_code == 404


def test_a_reader_gets_the_own_language_where_it_exists(client_of, amina):
    for language in LANGUAGES:
        browser = client_of(amina)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        amina.language = language
        amina.save()
        page = browser.get(reverse("help-guide", args=["logge-inn"])).content.decode()
        assert f'<article class="hub-prose" lang="{language}">' in page
        assert 'id="other-language"' not in page


def test_a_guide_in_another_language_than_the_readers_says_so(client_of, amina):
    missing = [name for name in NAMES if not (FOLDER / "en" / f"{name}.md").is_file()]
    amina.language = "en"
    amina.save()
    browser = client_of(amina)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for name in missing:
        page = browser.get(reverse("help-guide", args=[name])).content.decode()
        assert '<article class="hub-prose" lang="nb">' in page
        assert 'id="other-language"' in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_guide_has_a_title_a_lead_and_headings_and_its_links_lead_to_guides(name, language):
    text = guide(name, language)
    assert text.title and text.lead and not text.title.startswith("#")
    assert [heading.level for heading in text.text.headings if heading.level > 4] == []
    assert len(text.text.headings) >= 3
    for target in re.findall(r'href="([^"#]+)"', text.text.html):
        assert target.removeprefix("../").removesuffix("/") in NAMES, target


def test_every_file_is_a_guide():
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.md")} - {"README.md"}
    expected = {f"{folder}{name}.md" for folder in ("", "nn/", "en/") for name in NAMES}
    assert files <= expected
    assert {f"{name}.md" for name in NAMES} <= files
