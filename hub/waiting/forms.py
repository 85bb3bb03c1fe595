from typing import Any

from django import forms

from hub.waiting.choices import all_choices


class ChoiceForm(forms.Form):
    """One press of one button: "digest=weekly"."""

    choice = forms.ChoiceField(choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["choice"]
        field.choices = [(f"{c.what}={value}", "") for c in all_choices().values() for value in c.values]

    @property
    def pressed(self) -> tuple[str, str]:
        what, _sign, value = self.cleaned_data["choice"].partition("=")
        return what, value
