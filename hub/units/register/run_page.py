"""What the pages of an import show, and the forms on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub.units.models import RegisterRun
from hub.units.register.decoding import LARGEST
from hub.units.register.plan import FILES
from hub.units.register.showing import TITLES, Group, fault_sentence, groups, note_sentence, values

FAULTS = "faults"  # the group that is no change
PER_PAGE = 50


class UploadForm(forms.Form):
    """The two files of an export."""

    units = forms.FileField(
        label=_("File of units"),
        help_text=_("One row per unit: code, name, and the code of the unit above."),
        max_length=200,
    )
    people = forms.FileField(
        label=_("File of people"), help_text=_("One row per post: employee number, name, unit."), max_length=200
    )
    skip_bad_rows = forms.BooleanField(
        label=_("Leave out rows with faults, and show which"),
        required=False,
        help_text=_("Otherwise one fault stops the whole import."),
    )

    def clean_units(self) -> UploadedFile:
        return _small_enough(self.cleaned_data["units"])

    def clean_people(self) -> UploadedFile:
        return _small_enough(self.cleaned_data["people"])

    @property
    def content(self) -> dict[str, Any]:
        """The arguments of `runs.start`."""
        units, people = self.cleaned_data["units"], self.cleaned_data["people"]
        names = (units.name, people.name) if units.name != people.name else FILES
        skip = self.cleaned_data["skip_bad_rows"]
        return {"units": units.read(), "people": people.read(), "files": names, "skip_bad_rows": skip}


def _small_enough(file: UploadedFile) -> UploadedFile:
    if (file.size or 0) > LARGEST:
        raise ValidationError(_("The file is larger than any register of people."))
    return file


class ApplyForm(forms.Form):
    """Whether a change that ends very many people is really meant."""

    allow_large_change = forms.BooleanField(label=_("Yes, it is complete, and they have left"), required=False)
    mark_optional = False


class PlaceForm(forms.Form):
    """Which part of a run its address asks for; what does not fit is the first part."""

    show = forms.ChoiceField(choices=[(key, key) for key in (FAULTS, *TITLES)], required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    @classmethod
    def of(cls, query: Any) -> tuple[str, int]:
        form = cls(query)
        form.is_valid()
        return form.cleaned_data.get("show") or "", form.cleaned_data.get("page") or 1


@dataclass(frozen=True)
class ListedRun:
    """A run as the list of them shows it."""

    run: RegisterRun

    @property
    def groups(self) -> list[Group]:
        return groups(self.run.counts)


@dataclass(frozen=True)
class Row:
    """A change as the table shows it."""

    name: str
    code: str
    line: int
    values: list[tuple[str, str, str]]


class RunPage:
    """One run, opened at one kind of change (or at its faults)."""

    def __init__(self, run: RegisterRun, query: Mapping[str, str]) -> None:
        self.run, self.report = run, run.report
        self.show, self.number = PlaceForm.of(query)
        if self.show not in [group.key for group in self.groups]:
            self.show = self.groups[0].key if self.groups else ""

    @cached_property
    def groups(self) -> list[Group]:
        """What there is to look at, faults first."""
        faults = len(self.report.get("faults", []))
        first = [Group(FAULTS, str(_("Faults in the files")), faults)] if faults else []
        return first + groups(self.report.get("counts", {}))

    @property
    def title(self) -> str:
        return next((group.title for group in self.groups if group.key == self.show), "")

    @property
    def shows_faults(self) -> bool:
        return self.show == FAULTS

    @cached_property
    def rows(self) -> Page:
        found = self.report.get("faults", []) if self.shows_faults else self._changes()
        page = Paginator(found, PER_PAGE).get_page(self.number)
        page.object_list = list(map(_fault if self.shows_faults else _change, page.object_list))  # only those shown
        return page

    def _changes(self) -> list[dict[str, Any]]:
        return [one for one in self.report.get("changes", []) if f"{one['noun']}-{one['kind']}" == self.show]

    @property
    def notes(self) -> Iterable[str]:
        return [note_sentence(note) for note in self.report.get("notes", [])]

    @property
    def changes_nothing(self) -> bool:
        return not groups(self.report.get("counts", {}))

    @property
    def is_large(self) -> bool:
        """Whether it has to be said once more that so many people end."""
        return bool(self.report.get("large"))


def _change(kept: dict[str, Any]) -> Row:
    return Row(kept["name"], kept["code"], kept["line"], list(values(kept["what"])))


def _fault(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "sentence": fault_sentence(kept)}
