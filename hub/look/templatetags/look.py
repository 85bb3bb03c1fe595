"""`{% load look %}`: icons, dates, numbers and names in templates. templates/README.md shows each."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils import formats, timezone
from django.utils.safestring import SafeString

from hub.look import dates
from hub.look.icons import icon_svg

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "printer" %}`"""
    return icon_svg(name)


@register.filter
def clock(value: Any) -> str:
    return dates.clock(value) if isinstance(value, datetime.datetime | datetime.time) else ""


@register.filter
def day(value: Any) -> str:
    return dates.day(value) if isinstance(value, datetime.date) else ""


@register.filter
def shortday(value: Any) -> str:
    return dates.shortday(value) if isinstance(value, datetime.date) else ""


@register.filter
def daytime(value: Any) -> str:
    return dates.daytime(value) if isinstance(value, datetime.datetime) else ""


@register.filter
def when(value: Any) -> str:
    return dates.when(value) if isinstance(value, datetime.datetime) else ""


@register.simple_tag
def today() -> str:
    """mandag 23. november"""
    return dates.day(timezone.localdate())


@register.filter
def initials(name: Any) -> str:
    """The first letters of the first and the last name: "Åshild Marie Grøtvedt" is ÅG, "Pelé" is P."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def decimal(value: Any) -> str:
    """35.50 as 35,5 (35.5 in English): the reader's own decimal sign and no empty decimals."""
    if value is None or value == "":
        return ""
    exact = Decimal(str(value)).normalize()
    places = max(0, -int(exact.as_tuple().exponent))
    return formats.number_format(exact, decimal_pos=places, use_l10n=True)


@register.filter
def percent(value: Any) -> str:
    """35,5 % with a space that does not break."""
    written = decimal(value)
    return f"{written}\u00a0%" if written else ""


@register.simple_tag
def page_numbers(page: Page[Any]) -> Iterable[int | str]:
    """The numbers to show under a list, with … where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
