"""The municipality's two colours: whether text on them can be read, and the shades that follow from them.

Contrast and luminance as WCAG 2.2 defines them. Text needs 4.5:1 (success criterion 1.4.3). The shares of ink, card and
colour are those of the style sheet's own mixes; tests/profile/test_colours.py holds the two against each other.
"""

import colorsys
from dataclasses import dataclass

Colour = tuple[float, float, float]  # red, green, blue, each 0-255
LEAST = 4.5
VISIBLE = 2.2  # how much a button must stand out from the sheet it lies on in the dark
MAIN_TEXT = "#F4FAFA"
HOVER_SHARE = 0.84
SCHEMES = {
    # card, ink, share of the accent in what lies behind warm text, and in the warm text itself
    "light": ("#FFFFFF", "#1F2A2C", 0.20, 0.38),
    "dark": ("#1B2223", "#E9EEEE", 0.38, 0.22),
}


def parsed(colour: str) -> Colour:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def written(colour: Colour) -> str:
    return "#" + "".join(f"{round(min(255, max(0, part))):02X}" for part in colour)


def mixed(one: str, share: float, other: str) -> str:
    """`share` of one colour in another, as color-mix(in srgb) does it."""
    return written(tuple(a * share + b * (1 - share) for a, b in zip(parsed(one), parsed(other), strict=True)))  # type: ignore[arg-type]


def luminance(colour: str) -> float:
    parts = [part / 255 for part in parsed(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@dataclass(frozen=True)
class Shades:
    """What the style sheet needs of the two colours in one scheme."""

    main: str
    hover: str
    warm: str  # behind text that asks something of you
    warm_text: str

    @property
    def main_contrast(self) -> float:
        """The lowest contrast of text on the main colour."""
        return min(contrast(MAIN_TEXT, self.main), contrast(MAIN_TEXT, self.hover))

    @property
    def accent_contrast(self) -> float:
        return contrast(self.warm_text, self.warm)


def shades(scheme: str, main: str, accent: str) -> Shades:
    card, ink, warm_share, ink_share = SCHEMES[scheme]
    if scheme == "dark":
        main = lifted(main, card)
    return Shades(
        main=main,
        hover=mixed(main, HOVER_SHARE, "#000000"),
        warm=mixed(accent, warm_share, card),
        warm_text=mixed(accent, ink_share, ink),
    )


def lifted(main: str, card: str) -> str:
    """The main colour for the dark: so much lighter that a button stands out from the sheet it lies on."""
    for step in range(101):
        lighter = lightened(main, step / 100)
        if contrast(lighter, card) >= VISIBLE:
            return lighter if contrast(MAIN_TEXT, lighter) >= LEAST else main
    return main


def lightened(colour: str, share: float) -> str:
    """The same hue, `share` of the way to white."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in parsed(colour)))
    red, green, blue = colorsys.hls_to_rgb(hue, light + (1 - light) * share, saturation)
    return written((red * 255, green * 255, blue * 255))


def darkened(colour: str, share: float) -> str:
    """The same hue, `share` of the way to black."""
    return mixed(colour, 1 - share, "#000000")


def main_contrast(colour: str) -> float:
    """The lowest contrast of text on this main colour, in the light and in the dark."""
    return min(shades(scheme, colour, colour).main_contrast for scheme in SCHEMES)


def accent_contrast(colour: str) -> float:
    """The lowest contrast of text on surfaces in this accent colour, in the light and in the dark."""
    return min(shades(scheme, colour, colour).accent_contrast for scheme in SCHEMES)


def nearest_main(colour: str) -> str:
    """The lightest darker shade of the colour that text can be read on."""
    return next(shade for step in range(101) if main_contrast(shade := darkened(colour, step / 100)) >= LEAST)


def nearest_accent(colour: str) -> str:
    return next(shade for step in range(101) if accent_contrast(shade := darkened(colour, step / 100)) >= LEAST)


def style_sheet(main: str, accent: str) -> str:
    """The variables of static/hub/hub.css that are the municipality's own. Unlayered, so it wins over the defaults."""
    dark = shades("dark", main, accent).main
    return (
        f":root{{--hub-main:{main};--hub-main-text:{MAIN_TEXT};--hub-main-dark:{dark};"
        f"--hub-main-text-dark:{MAIN_TEXT};--hub-accent:{accent}}}"
    )
