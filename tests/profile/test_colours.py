"""Contrast as WCAG 2.2 defines it, and shades that keep text readable in both schemes."""

import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hub.profile import colours

hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def test_contrast_is_that_of_the_standard():
    assert colours.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colours.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert colours.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert colours.contrast("#0C4650", "#0C4650") == 1


def test_the_hubs_own_colours_hold():
    assert colours.main_contrast("#0C4650") >= colours.LEAST <= colours.accent_contrast("#C9711F")


@given(hexes)
def test_the_nearest_colour_holds_and_one_that_holds_is_its_own_nearest(colour):
    for ratio, nearest in (
        (colours.main_contrast, colours.nearest_main),
        (colours.accent_contrast, colours.nearest_accent),
    ):
        assert ratio(nearest(colour)) >= colours.LEAST
        if ratio(colour) >= colours.LEAST:
            assert nearest(colour) == colour


@given(hexes)
def test_a_colour_that_holds_gives_a_readable_and_visible_button_in_the_dark_too(colour):
    colour = colours.nearest_main(colour)
    for scheme, (card, *_rest) in colours.SCHEMES.items():
        shades = colours.shades(scheme, colour, colour)
        assert shades.main_contrast >= colours.LEAST
        assert colours.contrast(shades.main, card) >= colours.VISIBLE


def test_the_mixes_are_those_of_the_style_sheet():
    css = (settings.ROOT / "frontend" / "styles" / "1-colours.css").read_text(encoding="utf-8").upper()
    light, dark = css.split(':ROOT[DATA-COLOR-SCHEME="DARK"]')[:2]
    for part, (card, ink, warm, text) in zip((light, dark), colours.SCHEMES.values(), strict=True):
        card = "#FFF" if card == "#FFFFFF" else card
        said = dict(re.findall(r"--HUB-([\w-]+): ([^;]+);", part))
        assert (said["CARD"], said["INK"]) == (card, ink)
        assert (said["WARM-SHARE"], said["WARM-INK"]) == (f"{warm:.0%}", f"{text:.0%}")
    said = dict(re.findall(r"--HUB-([\w-]+): ([^;]+);", light))
    assert said["MAIN-TEXT"] == colours.MAIN_TEXT
    assert said["STRONG-HOVER"] == f"COLOR-MIX(IN SRGB, VAR(--HUB-STRONG) {colours.HOVER_SHARE:.0%}, #000)"
