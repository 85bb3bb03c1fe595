"""The staff directory: who is found by which words, in which unit, page by page."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub.units.models import Membership, Unit
from hub.units.models.memberships import found, working_in
from hub.units.unit_choice import UnitField

PER_PAGE = 25
SHORTEST = 2  # letters of a word that is searched for


class ListForm(forms.Form):
    """The number of the page in a list's address; anything else than a number there is the first page."""

    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    @classmethod
    def page_of(cls, data: Any) -> int:
        form = cls(data)
        return (form.is_valid() and form.cleaned_data["page"]) or 1


class DirectoryForm(forms.Form):
    """What the directory's address asks for. What does not fit is left out, and the rest still counts."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    page = ListForm.base_fields["page"]
    mark_optional = False

    def __init__(self, data: Any, reader: Any) -> None:
        super().__init__(data, auto_id="person-%s")
        self.reader = reader
        units = Unit.objects.visible_to(reader).open()
        self.fields["unit"] = UnitField(units=units, label=_("Unit, with those below"), required=False)
        self.full_clean()

    @property
    def words(self) -> str:
        """The words that are long enough to search for."""
        return " ".join(word for word in self.cleaned_data.get("q", "").split()[:8] if len(word) >= SHORTEST)

    @property
    def unit(self) -> Unit | None:
        return self.cleaned_data.get("unit")

    @property
    def is_too_short(self) -> bool:
        return bool(self.cleaned_data.get("q", "").strip()) and not self.words

    def people(self, everybody: Any) -> Page:
        """A page of those of `everybody` who are asked for, in Norwegian order, with their posts."""
        people = found(everybody, self.words)
        if self.unit:
            people = working_in(people, self.unit)
        posts = Membership.objects.in_force().select_related("unit").order_by("-percent", "pk")
        people = people.prefetch_related(Prefetch("memberships", posts, to_attr="posts"))
        return Paginator(people.order_by("sort_key", "pk"), PER_PAGE).get_page(self.cleaned_data.get("page") or 1)

    @cached_property
    def options(self) -> list[tuple[str, str, bool]]:
        """(value, label, chosen) of the list of units, for a template that writes a long list quickly."""
        chosen = str(self.unit.pk) if self.unit else ""
        return [(value, label, value == chosen) for value, label in self.fields["unit"].choices]  # type: ignore[attr-defined]
