"""What is found by which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.findable.words import fold, stem
from hub.people.models import User
from hub.search.asking import is_slip
from hub.search.finding import Finder


def test_a_word_is_found_in_all_its_forms(write, titles):
    write("Møter", "<p>Vi møtes i kommunens barnehager.</p>")
    for word in ("møte", "møtet", "møtene", "barnehage", "barnehagen", "barnehagar", "kommune"):
        assert titles(word) == ["Møter"], word


@pytest.mark.parametrize("typed", ["påske", "paaske", "PÅSKE"])
def test_letters_are_found_as_neighbours_write_them(write, titles, typed):
    write("Påsketurnus")
    assert titles(typed) == ["Påsketurnus"]


def test_words_that_mean_the_same_find_each_other(write, titles):
    write("Sykemelding")
    assert titles("sjukmelding") == ["Sykemelding"]


def test_a_part_of_a_compound_finds_it_after_the_word_itself(write, titles):
    write("Møtereferater")
    write("Referater")
    assert titles("referat") == ["Referater", "Møtereferater"]
    assert titles("møte") == ["Møtereferater"]


def test_a_compound_that_stands_nowhere_finds_its_parts(write, titles):
    write("Oppfølging", "<p>Ved sykefravær ringer lederen.</p>")
    assert titles("sykefraværsoppfølging") == ["Oppfølging"]


@pytest.mark.parametrize("typed", ["turnsu", "turnuss", "trunus", "tunus", "turnos"])
def test_one_slip_is_forgiven(write, titles, typed):
    write("Turnus")
    assert titles(typed) == ["Turnus"]


def test_an_english_page_is_found_by_english_forms(write, titles):
    write("Holidays", "<p>Apply before March.</p>", language="en")
    assert titles("applying") == ["Holidays"]


def test_the_title_goes_before_a_heading_and_that_before_the_text(write, titles):
    write("Tredje", "<p>Om hansker.</p>")
    write("Andre", "<h2>Hansker</h2><p>Om noe.</p>")
    write("Hansker", "<p>Om noe.</p>")
    assert titles("hansker") == ["Hansker", "Andre", "Tredje"]


def test_what_is_near_goes_before_what_is_far(write, titles, world):
    write("Nøkler", unit=world.skole, by=world.siri)
    write("Nøkler", unit=world.lokentunet)
    for who, unit in (("sara", world.skole), ("ola", world.lokentunet)):
        person = User.objects.get(pk=getattr(world, who).pk)
        assert Finder(person).find("nøkler").of_kind("page")[0].unit == unit


def test_a_compound_that_is_written_apart_finds_what_is_written_in_one(write, titles):
    write("Vakter", "<p>I jula går turnusen som ellers.</p>")
    write("Juleturnusen")
    assert titles("jule turnus")[0] == "Juleturnusen"
    assert titles("turnus i jula")[0] == "Vakter"


def test_of_a_page_in_two_languages_the_readers_own_stands_first(write, titles):
    english = write("Hygiene", "<h2>Hansker</h2><p>Hansker.</p>", language="en")
    write("Håndhygiene", "<p>Bruk hansker.</p>", original=english)
    assert titles("hansker") == ["Håndhygiene", "Hygiene"]


def test_little_words_do_not_hide_the_question(write, titles):
    write("Nøkler")
    assert titles("hva gjør jeg med nøklene")[0] == "Nøkler"


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [("turnus", "turnsu", True), ("turnus", "tunrus", True), ("ferie", "feri", True), ("ferie", "ferier", True),
     ("ferie", "ferje", True), ("ferie", "ferie", False), ("ferie", "fero", False), ("abcd", "badc", False)],
)  # fmt: skip
def test_a_slip_is_one_letter(one, other, is_one):
    assert is_slip(one, other) is is_slip(other, one) is is_one


@given(st.text())
def test_folding_again_changes_nothing_and_stems_are_words(text):
    assert fold(fold(text)) == fold(text)
    assert isinstance(stem(fold(text)), str)
