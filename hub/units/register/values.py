"""From a cell to a value: each function takes text as people write it, and raises Bad saying why it cannot be used."""

import datetime
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hub.units.register.decoding import DAMAGED
from hub.units.register.faults import Bad

ENDLESS = 9999  # the year that HR systems write for "no end"
_OLDEST, _LATEST = 1900, 2200

_NUMBER = re.compile(r"[0-9A-Za-z-]+")
_NORWEGIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\.?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MIDNIGHT = re.compile(r"[ T]0?0[:.]00([:.]00(\.0+)?)?Z?$")
_PERCENT = re.compile(r"\d{1,4}([.,]\d{1,6})?")
_SIGNED_PERCENT = re.compile(r"[-−+]?\d{1,9}([.,]\d{1,9})?")
_YES = frozenset({"ja", "j", "yes", "y", "x", "1", "true", "sann", "leder"})
_NO = frozenset({"", "nei", "n", "no", "0", "false", "usann", "-"})
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # no width: an eye cannot tell that they stand around a value
_TURNING = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # turn the writing direction: a name could show as another
)


def clean(cell: str) -> str:
    """The text of a cell: one line, no space around it (non-breaking ones neither), letters composed (NFC)."""
    if DAMAGED in cell:
        raise Bad("damaged_letter")
    text = " ".join(unicodedata.normalize("NFC", cell).split()).strip(_UNSEEN).strip()
    if not text.isprintable() and any(c in _TURNING or unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise Bad("control_character", value=text)
    return text


def employee_number(text: str) -> str:
    if not text:
        raise Bad("missing_number")
    if not _NUMBER.fullmatch(text):
        raise Bad("bad_number", value=text)
    return text


def date(text: str) -> datetime.date | None:
    """31.12.2026, 1.2.2026 or 2026-12-31; nothing for an empty cell. A midnight behind it is ignored."""
    text = _MIDNIGHT.sub("", text)
    if not text:
        return None
    if found := _NORWEGIAN_DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _ISO_DATE.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        raise Bad("bad_date", value=text)
    try:
        day_of_year = datetime.date(year, month, day)
    except ValueError:
        raise Bad("impossible_date", value=text) from None
    if not _OLDEST <= year < _LATEST and year != ENDLESS:
        raise Bad("impossible_date", value=text)
    return day_of_year


def end_date(text: str) -> datetime.date | None:
    found = date(text)
    return None if found and found.year == ENDLESS else found


def percent(text: str) -> Decimal:
    """35,5 or 35.5, with or without a sign behind it; an empty cell is 0, as for people paid by the hour."""
    bare = text.removesuffix("%").removesuffix("prosent").strip()
    if not bare and not text:
        return Decimal(0)
    if not _SIGNED_PERCENT.fullmatch(bare):
        raise Bad("bad_percent", value=text)
    value = Decimal(bare.replace(",", ".").replace("−", "-")) if _PERCENT.fullmatch(bare) else Decimal(-1)
    if not 0 <= value <= 100:
        raise Bad("percent_out_of_range", value=text)
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def email(text: str) -> str:
    """The address in lower case, as accounts keep it; empty for none."""
    lowered = text.lower()
    if lowered:
        try:
            validate_email(lowered)
        except ValidationError:
            raise Bad("bad_email", value=text) from None
    return lowered


def yes(text: str) -> bool:
    folded = text.casefold()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise Bad("bad_yes_no", value=text)


def unharmed(was: str, now: str) -> str:
    """`was`, where `now` differs from it only in letters that an export could not write and made "?" of."""
    if "?" in now and "?" not in was and re.fullmatch(re.escape(now).replace(r"\?", "."), was):
        return was
    return now


def split_name(text: str) -> tuple[str, str]:
    """Given and family name of "Etternavn, Fornavn"; without a comma the last word is the family name."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma:
        return given, family
    *first, last = text.split() or [""]
    return (" ".join(first), last) if first else (last, "")
