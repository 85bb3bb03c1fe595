# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0", "brotli==1.2.1"]
# ///
"""Cuts the full Inter down to one file with the letters that names and texts in a Norwegian municipality need.

Run by vendor.py (`uv run font.py FULL.woff2 SMALL.woff2`), in an environment of its own; the hub knows no fonttools.
Bokmål, nynorsk, the Sámi languages (Skolt and Inari too), and the Latin alphabets that colleagues' names come in, from
Polish and Turkish to Vietnamese, so that no name fetches a second file or falls back to another font.
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# First and last code point, or one.
LETTERS = [
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin-1 and Latin Extended-A: Polish, Baltic, Turkish, South Slavic, Northern Sámi
    (0x18F,), (0x259,), (0x1CD, 0x1D4),  # Azerbaijani, pinyin
    (0x1E4, 0x1E9), (0x1EE, 0x1EF), (0x1B7,), (0x292,),  # Skolt Sámi
    (0x1FA, 0x1FF), (0x218, 0x21B),  # Ǻ Ǽ Ǿ, Romanian
    (0x1E80, 0x1E85), (0x1E9E,), (0x1EF2, 0x1EF3),  # Welsh, German
    (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1EA0, 0x1EF9),  # Vietnamese
    (0x237,), (0x2BC,), (0x2C6, 0x2C7), (0x2D8, 0x2DD),
    (0x300, 0x304), (0x306, 0x30C), (0x309,), (0x31B,), (0x323,), (0x326, 0x328),  # accents typed apart from the letter
]  # fmt: skip
SIGNS = [
    (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026,), (0x2030,), (0x2032, 0x2033), (0x2039, 0x203A),
    (0x2044,), (0x20AB, 0x20AC), (0x2116,), (0x2122,), (0x2190, 0x2193), (0x2212,), (0x2248,), (0x2260,),
    (0x2264, 0x2265), (0x2713,), (0xFB01, 0xFB02),
]  # fmt: skip
# Kerning and accents in their places; tabular figures; l with a tail, so that it is no I (cv05), round quotes (ss03).
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "cv05", "ss03"]
AXES = {"wght": (400, 650), "opsz": 14}  # the weights that look uses; the drawing for running text at every size


def main(full: str, small: str) -> None:
    font = TTFont(full, recalcTimestamp=False)
    options = subset.Options(
        layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17, 25]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for span in LETTERS + SIGNS for code in range(span[0], span[-1] + 1)])
    cutter.subset(font)
    instancer.instantiateVariableFont(font, AXES, inplace=True)
    font.flavor = "woff2"
    font.save(small)


if __name__ == "__main__":
    main(*sys.argv[1:])
