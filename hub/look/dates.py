"""Dates and times as people in Norway say them: "mandag 23. november", "09.41", never 11/23."""

import datetime

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext

Moment = datetime.date | datetime.datetime


def local(value: Moment) -> Moment:
    """A point in time as the clock on the wall shows it; a plain date as it is."""
    return timezone.localtime(value) if isinstance(value, datetime.datetime) and timezone.is_aware(value) else value


def clock(value: datetime.datetime | datetime.time) -> str:
    """09.41"""
    moment = local(value) if isinstance(value, datetime.datetime) else value
    return formats.time_format(moment, "H.i")  # type: ignore[arg-type]


def day(value: Moment) -> str:
    """mandag 23. november; with the year when it is another one than this."""
    return _written(value, "l j. F", "l j F")


def shortday(value: Moment) -> str:
    """23. november; with the year when it is another one than this."""
    return _written(value, "j. F", "j F")


def daytime(value: datetime.datetime) -> str:
    """mandag 23. november klokka 09.41"""
    return gettext("%(day)s at %(clock)s") % {"day": day(value), "clock": clock(value)}


def when(value: datetime.datetime) -> str:
    """i dag 09.41, i går 14.52, and further back the day and the clock."""
    ago = (timezone.localdate() - timezone.localdate(value)).days
    if ago == 0:
        return gettext("today %(clock)s") % {"clock": clock(value)}
    if ago == 1:
        return gettext("yesterday %(clock)s") % {"clock": clock(value)}
    return daytime(value)


def _written(value: Moment, norwegian: str, english: str) -> str:
    moment = local(value)
    pattern = english if (get_language() or "").startswith("en") else norwegian
    if moment.year != timezone.localdate().year:
        pattern += " Y"
    return formats.date_format(moment, pattern)
