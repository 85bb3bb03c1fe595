"""The staff directory: who is found by which words, in which unit, page by page."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub.units.models import Membership, Unit
from hub.units.models.memberships import found, working_in
from hub.units.unit_choice import indented, lines

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
    unit = forms.IntegerField(label=_("Unit, with those below"), required=False, min_value=1, max_value=2**60)
    page = ListForm.base_fields["page"]

    def __init__(self, data: Any, reader: Any) -> None:
        super().__init__(data)
        self.units = Unit.objects.visible_to(reader).open()
        self.full_clean()

    @property
    def typed(self) -> str:
        return self.cleaned_data.get("q", "")

    @property
    def words(self) -> str:
        """The words that are long enough to search for."""
        return " ".join(word for word in self.typed.split()[:8] if len(word) >= SHORTEST)

    @cached_property
    def chosen_unit(self) -> Unit | None:
        pk = self.cleaned_data.get("unit")
        return self.units.filter(pk=pk).first() if pk else None

    @property
    def is_too_short(self) -> bool:
        return bool(self.typed.strip()) and not self.words

    def people(self, everybody: Any) -> Page:
        """A page of those of `everybody` who are asked for, in Norwegian order, with their posts."""
        people = found(everybody, self.words)
        if self.chosen_unit:
            people = working_in(people, self.chosen_unit)
        posts = Membership.objects.in_force().select_related("unit").order_by("-percent", "pk")
        people = people.prefetch_related(Prefetch("memberships", posts, to_attr="posts"))
        return Paginator(people.order_by("sort_key", "pk"), PER_PAGE).get_page(self.cleaned_data.get("page") or 1)

    @cached_property
    def options(self) -> list[tuple[str, str]]:
        """(value, label) of the list of units to choose from."""
        return indented(lines(self.units))

    @property
    def chosen(self) -> str:
        return str(self.chosen_unit.pk) if self.chosen_unit else ""
