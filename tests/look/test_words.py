"""Dates, numbers, names and icons as templates write them."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

MOMENT = datetime.datetime(2026, 11, 23, 8, 41, tzinfo=datetime.UTC)  # a Monday, 09.41 in Norway


def written(template: str, **context: object) -> str:
    return Template("{% load look %}" + template).render(Context(context))


@pytest.fixture(autouse=True)
def a_day_in_november():
    with (
        time_machine.travel(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC), tick=False),
        translation.override("nb"),
    ):
        yield


def test_a_day_is_said_with_its_weekday_and_without_the_year_that_everyone_knows():
    assert written("{{ x|day }}", x=MOMENT) == "mandag 23. november"
    assert written("{{ x|day }}", x=datetime.date(2027, 2, 1)) == "mandag 1. februar 2027"
    assert written("{{ x|shortday }}", x=MOMENT) == "23. november"


def test_nynorsk_and_english_have_their_own_way_with_dates():
    with translation.override("nn"):
        assert written("{{ x|day }}", x=MOMENT) == "måndag 23. november"
    with translation.override("en"):
        assert written("{{ x|day }}", x=MOMENT) == "Monday 23 November"


def test_the_clock_is_norwegian_time_with_a_dot():
    assert written("{{ x|clock }}", x=MOMENT) == "09.41"
    assert written("{{ x|clock }}", x=datetime.time(14, 5)) == "14.05"


def test_what_happened_near_now_is_said_in_words():
    with translation.override("en"):
        assert written("{{ x|when }}", x=MOMENT) == "yesterday 09.41"
        assert written("{{ x|when }}", x=MOMENT + datetime.timedelta(days=1)) == "today 09.41"
        assert written("{{ x|when }}", x=MOMENT - datetime.timedelta(days=3)) == "Friday 20 November at 09.41"


@pytest.mark.parametrize("name", ["clock", "day", "shortday", "daytime", "when", "percent", "decimal"])
def test_nothing_is_written_as_nothing(name):
    assert written("{{ x|" + name + " }}", x=None) == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Åshild Marie Grøtvedt", "ÅG"),
        ("Łukasz Wójcik", "ŁW"),
        ("Pelé", "P"),
        ("Siv Lie-Å", "SÅ"),
        ("", ""),
        ("’t Hooft", "H"),
    ],
)
def test_initials_are_the_first_letters_of_the_first_and_the_last_name(name, expected):
    assert written("{{ x|initials }}", x=name) == expected


def test_numbers_have_the_readers_decimal_sign_and_no_empty_decimals():
    assert written("{{ x|percent }}", x=Decimal("35.50")) == "35,5\u00a0%"
    assert written("{{ x|percent }}", x=Decimal("100.00")) == "100\u00a0%"
    with translation.override("en"):
        assert written("{{ x|decimal }}", x=Decimal("35.50")) == "35.5"


def test_an_icon_stands_in_the_page_and_is_silent_to_screen_readers():
    assert written('{% icon "printer" %}').startswith(
        '<svg class="ds-icon" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path'
    )


def test_an_icon_that_is_not_there_is_a_mistake_said_aloud():
    with pytest.raises(LookupError, match="no-such-icon"):
        written('{% icon "no-such-icon" %}')
