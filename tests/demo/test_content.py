"""The demo municipality's files: they fit together, and what they say survives the sanitiser."""

import csv
import re
from collections import Counter

import pytest

from hub import richtext
from hub.demo import content
from hub.help.guides import NAMES
from hub.units.models import Role

PAGES = content.pages()
ROWS = {
    name: list(csv.DictReader((content.HERE / "data" / f"{name}.csv").open(encoding="utf-8-sig"), delimiter=";"))
    for name in ("units", "people")
}
CODES = {row["Kode"] for row in ROWS["units"]}
WORKING = {row["Ansattnr"] for row in ROWS["people"] if not row["Sluttdato"]}
SLUGS = {page.slug for page in PAGES}
VERSIONS = [version for page in PAGES for version in page.versions]


def test_there_are_enough_pages_over_enough_units():
    assert len(PAGES) >= 70
    assert len({page.unit for page in PAGES}) >= 25
    languages = Counter(page.language for page in PAGES)
    assert languages["nb"] > 60 and languages["nn"] >= 3 and languages["en"] >= 3


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: f"{version.slug}:{version.days}")
def test_every_text_survives_the_sanitiser_unchanged(version):
    pointers = {
        (kind, name): f"/files/page/1/{name}" for kind in KINDS for name in content.pointers(version.body, kind)
    }
    body = content.pointed(version.body, pointers)
    assert richtext.clean(body).replace(' rel="noopener"', "") == body
    assert richtext.taken_out(body) == []
    levels = [heading.level for heading in richtext.show(body).headings]
    assert all(after - before <= 1 for before, after in zip([1, *levels], levels, strict=False))


KINDS = ("page", "unit", "help", "content")


def test_every_pointer_leads_somewhere():
    known = {"page": SLUGS, "unit": CODES, "help": set(NAMES)}
    for version in VERSIONS:
        for kind, names in known.items():
            assert set(content.pointers(version.body, kind)) <= names, version.slug
    assert not [
        version.slug for version in VERSIONS if re.search(r'(href|src)="(?!page:|unit:|help:|content:)', version.body)
    ]


def test_every_file_is_used_and_every_used_file_exists():
    used = {name for page in PAGES for name in [*page.files, *page.pictures]}
    assert used == {path.name for path in content.FILES.iterdir()}


def test_every_picture_says_what_it_shows():
    assert all(alt.strip() for page in PAGES for alt in page.pictures.values())


def test_every_page_hangs_where_it_can():
    by_slug = {page.slug: page for page in PAGES}
    for page in PAGES:
        assert page.unit in CODES
        assert {code for code, _below in page.units} <= CODES
        assert set(page.roles) <= set(Role.values)
        assert {version.author for version in page.versions} <= set(Role.values)
        if page.parent:
            assert by_slug[page.parent].unit == page.unit
        if page.translates:
            assert by_slug[page.translates].language != page.language
            assert by_slug[page.translates].unit == page.unit


def test_no_text_names_a_person_of_the_register():
    names = {f"{row['Fornavn']} {row['Etternavn']}" for row in ROWS["people"]}
    for version in VERSIONS:
        words = richtext.words(version.body)
        assert not [name for name in names if name in words], version.slug


def test_roles_and_cast_are_people_who_work_in_the_demo():
    roles = content.table("roles")
    assert set(roles) <= set(Role.values)
    for role, holders in roles.items():
        assert set(holders) <= CODES, role
        for numbers in holders.values():
            assert set([numbers] if isinstance(numbers, str) else numbers) <= WORKING
    for person in content.table("cast")["person"]:
        assert person["number"] in WORKING
        assert all(person[language] for language in ("nb", "nn", "en"))
        assert all(held["unit"] in CODES and held["role"] in Role.values for held in person.get("roles", []))


def test_every_unit_says_what_it_does():
    assert set(content.table("units")) == CODES
    assert all(words["about"] for words in content.table("units").values())
