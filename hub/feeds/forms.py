from typing import Any

from django import forms

USUAL, MOST = 10, 50


class HowManyForm(forms.Form):
    """How many rows a list on another web site shows."""

    n = forms.IntegerField(required=False, min_value=1, max_value=MOST)

    @classmethod
    def of(cls, data: Any) -> int:
        form = cls(data)
        return (form.cleaned_data["n"] if form.is_valid() else None) or USUAL
