"""Form fields that take what people in Norway write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateField(forms.DateField):
    """A date written as text, 23.11.2026. No home-made calendar: most dates are known by heart or stand on paper."""

    default_error_messages = {"invalid": _("Write the date as day, month and year, for example 23.11.2026.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d.%m.%Y", "%d.%m.%y", "%d%m%Y", "%d/%m/%Y", "%Y-%m-%d"])
        kwargs.setdefault("help_text", _("For example 23.11.2026"))
        kwargs.setdefault("widget", forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)


class DateTimeField(forms.DateTimeField):
    """A day and a clock written as text, 23.11.2026 09.41."""

    default_error_messages = {"invalid": _("Write the day and the time, for example 23.11.2026 09.41.")}

    def __init__(self, **kwargs: Any) -> None:
        days, clocks = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"), ("%H.%M", "%H:%M")
        kwargs.setdefault("input_formats", [f"{day} {clock}" for day in days for clock in clocks])
        kwargs.setdefault("help_text", _("For example 23.11.2026 09.41"))
        kwargs.setdefault("widget", forms.DateTimeInput(format="%d.%m.%Y %H.%M", attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)
