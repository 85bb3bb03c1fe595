from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.findable.sources import registered
from hub.search.models import Pin, WordGroup, key_of
from hub.units.directory import ListForm
from hub.units.models import Unit
from hub.units.unit_choice import indented, lines


class SearchForm(forms.Form):
    """What the address of a search asks for. What does not fit is left out, and the rest still counts."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=20)
    unit = forms.IntegerField(label=_("Unit, with those below"), required=False, min_value=1, max_value=2**60)
    page = ListForm.base_fields["page"]

    def __init__(self, data: Any, reader: Any) -> None:
        super().__init__(data)
        self.units = Unit.objects.visible_to(reader).open()
        self.full_clean()

    @property
    def phrase(self) -> str:
        return self.cleaned_data.get("q", "")

    @property
    def chosen_kind(self) -> str:
        kind = self.cleaned_data.get("kind", "")
        return kind if kind in registered and not registered[kind].among else ""

    @cached_property
    def chosen_unit(self) -> Unit | None:
        pk = self.cleaned_data.get("unit")
        return self.units.filter(pk=pk).first() if pk else None

    @property
    def number(self) -> int:
        return self.cleaned_data.get("page") or 1

    @cached_property
    def options(self) -> list[tuple[str, str]]:
        return indented(lines(self.units))

    @property
    def chosen(self) -> str:
        return str(self.chosen_unit.pk) if self.chosen_unit else ""


class PinForm(forms.ModelForm):
    class Meta:
        model = Pin
        fields = ["phrase"]

    def clean_phrase(self) -> str:
        phrase = self.cleaned_data["phrase"]
        if not key_of(phrase):
            raise forms.ValidationError(_g("Write at least one word."))
        return phrase


class WordGroupForm(forms.ModelForm):
    class Meta:
        model = WordGroup
        fields = ["words"]

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        if len({key_of(part) for part in words.split(",")} - {""}) < 2:
            raise forms.ValidationError(_g("Write at least two words with a comma between them."))
        return words
