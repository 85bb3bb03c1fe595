"""Names in Norwegian order, and found however they are typed."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from hub.people.models import User
from hub.people.names import search_key, sort_key, ways

ORDER = [
    "Abel",
    "Andersen",
    "Cruz",
    "Dahl",
    "O'Brien",
    "Ohr",
    "Zebra",
    "Ærlig",
    "Ødegård",
    "Åberg",
    "Aas",
    "Ås",
    "Aasen",
]
LETTERS = "abcdefghijklmnopqrstuvwxyzæøåäöüéđłßþáčšžŋŧı' -ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅĐŁ"
names = st.text(alphabet=LETTERS, min_size=1, max_size=40)


def finds(typed, name):
    return all(any(way in search_key(name) for way in ways(word)) for word in typed.split())


def test_norwegian_letters_come_after_z_and_aa_stands_beside_å():
    keys = [sort_key(name) for name in ORDER]
    assert sorted(keys) == keys and sort_key("Aas") == sort_key("Ås")


@given(st.lists(names, max_size=8))
def test_sorting_by_the_key_is_sorting_by_letters_in_norwegian_order(words):
    alphabet = "abcdefghijklmnopqrstuvwxyzæøå"
    plain = ["".join(c for c in word.lower() if c in alphabet) for word in words]
    by_letters = sorted(plain, key=lambda word: [alphabet.index(c) for c in word.replace("aa", "å")])
    assert [sort_key(word) for word in sorted(plain, key=sort_key)] == [sort_key(word) for word in by_letters]


@given(names)
def test_capitals_and_the_form_of_unicode_do_not_matter(name):
    for other in (name.upper().lower(), unicodedata.normalize("NFD", name), unicodedata.normalize("NFC", name)):
        if other.casefold() == name.casefold() or unicodedata.normalize("NFC", other) == unicodedata.normalize(
            "NFC", name
        ):
            assert (sort_key(other), search_key(other)) == (sort_key(name), search_key(name))


@given(names, st.integers(0, 39), st.integers(1, 40))
def test_any_part_of_a_name_finds_it(name, start, length):
    part = name[start : start + length]
    assert finds(part, name), (part, name)


def test_any_way_of_typing_a_name_finds_it():
    for name, typings in {
        "Ås": ["Ås", "ås", "aas", "AAS", "as"],
        "Aas": ["Ås", "aas"],
        "Bjørn Sætre": ["Bjørn", "bjoern", "bjorn", "Björn", "Sætre", "saetre", "Sätre", "jør", "joe"],
        "Bjoern": ["bjørn", "bjoern"],
        "Łukasz Đorđević": ["lukasz", "Łukasz", "dordevic", "Đorđević", "ević"],
        "Máret": ["maret", "Máret"],
        "Michael Isaac": ["micha", "ael", "isa", "aac"],
        "O'Brien": ["o'b", "brien"],
        "Strauß": ["strauss", "strauß"],
    }.items():
        for typed in typings:
            assert finds(typed, name), (typed, name)


def test_an_å_does_not_find_every_a():
    assert not finds("ås", "Thomas") and not finds("aas", "Thomas") and finds("as", "Thomas")


@given(given_name=st.text(max_size=80), family_name=st.text(max_size=80))
def test_keys_have_room_for_any_name(given_name, family_name):
    user = User(number="1" * 20, given_name=given_name, family_name=family_name, preferred_name="ß" * 80)
    user.tidy()
    for field in ("sort_key", "search_key"):
        assert len(getattr(user, field)) <= User._meta.get_field(field).max_length
