"""What is typed at the desk: which rows of a list, and what is done about a page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub.desk.lists import LISTS
from hub.desk.things import List, Thing
from hub.look.fields import DateField
from hub.units.directory import ListForm
from hub.units.models import Page, Unit
from hub.units.models.tree import Refused
from hub.units.page_forms import PersonField
from hub.units.reviewing import who_answers
from hub.units.unit_choice import indented, lines

PER_PAGE = 50
MOST_IN_FILE = 20_000  # rows


class TableForm(forms.Form):
    """What a list's address asks for. What does not fit is left out, and the rest still counts."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=200)
    unit = forms.IntegerField(label=_("Unit, with those below"), required=False, min_value=1, max_value=2**60)
    sort = forms.CharField(required=False, max_length=10)
    page = ListForm.base_fields["page"]

    def __init__(self, data: Any, reader: Any, of: List) -> None:
        super().__init__(data)
        self.reader, self.of = reader, of
        self.units = Unit.objects.allowing(reader, "edit").open()
        self.full_clean()

    @property
    def typed(self) -> str:
        return " ".join(self.cleaned_data.get("q", "").split()[:8])

    @cached_property
    def chosen_unit(self) -> Unit | None:
        pk = self.cleaned_data.get("unit")
        return self.units.filter(pk=pk).first() if pk else None

    @property
    def chosen(self) -> str:
        return str(self.chosen_unit.pk) if self.chosen_unit else ""

    @property
    def sorted_by(self) -> str:
        by = self.cleaned_data.get("sort", "")
        return by if by.lstrip("-") in self.of.sorts else ""

    @cached_property
    def options(self) -> list[tuple[str, str]]:
        return indented(lines(self.units))

    @property
    def orders(self) -> list[tuple[str, Any]]:
        """(value, label) of what the list can be sorted by; the headings of the table do the same where they are."""
        found = [("", _("What presses most") if self.of.has_units else _("Most often"))]
        for key, name, by, _now in self.columns:
            if by and key != "since":
                found.append((key, name))
            elif by:
                found += [("since", _("The oldest first")), ("-since", _("The newest first"))]
        return found

    @cached_property
    def columns(self) -> list[tuple[str, Any, str, str]]:
        """(key, name, what a press sorts by, how it is sorted now: "", "ascending" or "descending")."""
        names = {"title": _("What"), "unit": _("Unit"), "said": _("About"), "since": self.of.since}
        if not self.of.has_units:
            del names["unit"]
        if not self.of.has_words:
            del names["said"]
        found = []
        for key, name in names.items():
            now = {key: "ascending", f"-{key}": "descending"}.get(self.sorted_by, "")
            by = (f"-{key}" if now == "ascending" else key) if key in self.of.sorts else ""
            found.append((key, name, by if name else "", now))
        return found

    def _rows(self) -> Any:
        narrowed = self.of.narrowed(self.of.rows(self.reader), self.typed, self.chosen_unit)
        return self.of.ordered(narrowed, self.sorted_by)

    def things(self) -> PageOfRows:
        """One page of the list; its `object_list` holds Things."""
        shown = Paginator(self._rows(), PER_PAGE).get_page(self.cleaned_data.get("page") or 1)
        shown.object_list = self._answered([self.of.thing(row) for row in shown.object_list])
        return shown

    def _answered(self, things: list[Thing]) -> list[Thing]:
        """With who answers where a thing names nobody who works here."""
        answers = who_answers({thing.unit_pk for thing in things})
        for thing in things:
            if thing.person is None or (thing.page and not thing.person.is_active):
                thing.person = answers.get(thing.unit_pk)
        return things

    def all_things(self) -> list[Thing]:
        return self._answered([self.of.thing(row) for row in self._rows()[:MOST_IN_FILE]])


class CareForm(forms.Form):
    """Something that is done about a page, and the list to go back to."""

    back = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    @property
    def back_to(self) -> str:
        """The kind of the list one came from; empty: the desk."""
        given = self.cleaned_data.get("back", "") if hasattr(self, "cleaned_data") else ""
        return given if given in LISTS else ""

    def done(self, verb: Callable[[], object]) -> bool:
        """Carry out a verb; what stands in its way is said beside the form."""
        try:
            verb()
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors


class PostponeForm(CareForm):
    until = DateField(label=_("Review it on"))
    reason = forms.CharField(label=_("Why can it wait?"), max_length=300)

    def carry_out(self, page: Page, by: Any) -> bool:
        given = self.cleaned_data
        return self.done(lambda: page.postpone(given["until"], given["reason"], by))


class HandOverForm(CareForm):
    person = PersonField(
        label=_("To whom?"), max_length=200,
        help_text=_("Number, e-mail or name of somebody who may write in the unit."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Words to go with it"), max_length=300, required=False)

    def carry_out(self, page: Page, by: Any) -> bool:
        given = self.cleaned_data
        return self.done(lambda: page.hand_over(given["person"], by, given["reason"]))
