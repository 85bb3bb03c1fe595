"""What may be done with a unit: each form is one verb, with the words that say what follows from it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.units.models import Unit
from hub.units.models.tree import Refused
from hub.units.unit_choice import UnitField


class UnitForm(forms.Form):
    """A change of a unit, asked about on a page of its own."""

    title: Any = ""
    lead: Any = ""
    action: Any = ""
    done: Any = ""
    danger = False

    def __init__(self, data: Any, unit: Unit, by: Any) -> None:
        self.unit, self.by = unit, by
        super().__init__(data)
        self.result = unit  # where one lands afterwards

    def consequences(self) -> list[str]:
        return []

    def nowhere(self) -> str:
        """Why the verb cannot be tried at all; empty when it can."""
        return ""

    def carry_out(self) -> bool:
        """Do it, if what was filled in holds and the rules allow it; else the form says why not."""
        if not self.is_valid():
            return False
        try:
            self.verb()
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return False
        return True

    def verb(self) -> None:
        raise NotImplementedError

    def units_to_choose(self) -> Any:
        """Other open units that one may organise too: nobody pushes a unit on to somebody else."""
        units = Unit.objects.allowing(self.by, "organise").open()
        return units.exclude(path__startswith=self.unit.path)


def people_count(unit: Unit) -> int:
    return unit.memberships.in_force().values("user").distinct().count()


def nowhere_else(field: Any, why: str) -> str:
    ask = _g("Ask the leader of the unit above, HR or IT.")  # not inside an f-string, where xgettext does not look
    return "" if field.units else f"{why} {ask}"


class RenameForm(UnitForm):
    title, action, done = _("Rename the unit"), _("Rename"), _("The unit has its new name.")
    name = forms.CharField(label=_("New name"), max_length=120)

    def __init__(self, data: Any, unit: Unit, by: Any) -> None:
        super().__init__(data, unit, by)
        self.fields["name"].initial = unit.name

    def consequences(self) -> list[str]:
        return [
            _g("People, pages and addresses stay as they are."),
            _g("The old name stays in the unit's history."),
        ]

    def verb(self) -> None:
        self.unit.rename(self.cleaned_data["name"], self.by)


class DetailsForm(UnitForm):
    title, action, done = _("Edit the unit's details"), _("Save"), _("The details are saved.")
    FIELDS = ("about", "email", "phone", "place", "kind")

    def __init__(self, data: Any, unit: Unit, by: Any) -> None:
        super().__init__(data, unit, by)
        model_fields = forms.fields_for_model(Unit, self.FIELDS, widgets={"about": forms.Textarea(attrs={"rows": 3})})
        for name, field in model_fields.items():
            self.fields[name] = field
            self.initial[name] = getattr(unit, name)

    def verb(self) -> None:
        self.unit.describe(self.by, **self.cleaned_data)


class NewUnitForm(DetailsForm):
    title, action, done = _("New subunit"), _("Create the unit"), _("The unit is there. Give it a leader next.")
    name = forms.CharField(label=_("Name"), max_length=120)

    def __init__(self, data: Any, unit: Unit, by: Any) -> None:
        super().__init__(data, unit, by)
        self.initial = {}

    def consequences(self) -> list[str]:
        return [_g("The new unit is placed under %(unit)s.") % {"unit": self.unit}]

    def verb(self) -> None:
        self.result = self.unit.add_below(by=self.by, **self.cleaned_data)


class MoveForm(UnitForm):
    title, action, done = _("Move the unit"), _("Move"), _("The unit has moved.")

    def __init__(self, data: Any, unit: Unit, by: Any) -> None:
        super().__init__(data, unit, by)
        parents = self.units_to_choose().exclude(pk=unit.parent_id)
        self.fields["parent"] = UnitField(units=parents, label=_("Under which unit"))

    def consequences(self) -> list[str]:
        below = Unit.objects.open().below(self.unit).count() - 1
        moving = ngettext("%(n)d subunit moves along.", "%(n)d subunits move along.", below) % {"n": below}
        return [
            _g("People and pages move along, and all addresses stay the same."),
            *([moving] if below else []),
            _g("Leaders and editors above the new place get their rights here; those above the old place lose them."),
        ]

    def nowhere(self) -> str:
        return nowhere_else(self.fields["parent"], _g("There is no other unit that you may move it under."))

    def verb(self) -> None:
        self.unit.move(self.cleaned_data["parent"], self.by)


class MergeForm(UnitForm):
    title, action, danger = _("Merge the unit into another"), _("Merge"), True
    done = _("The units are merged. The old address leads here.")

    def __init__(self, data: Any, unit: Unit, by: Any) -> None:
        super().__init__(data, unit, by)
        self.fields["other"] = UnitField(units=self.units_to_choose(), label=_("Which unit takes over"))

    def consequences(self) -> list[str]:
        people, pages = people_count(self.unit), self.unit.pages.count()
        roles = self.unit.user_grants.count()
        narrowed = self.unit.audience_rows.count()
        said = [
            ngettext("%(n)d person moves over.", "%(n)d people move over.", people) % {"n": people},
            ngettext("%(n)d page moves over, its address stays.", "%(n)d pages move over, their addresses stay.", pages)
            % {"n": pages},
            _g("The subunits hang under the other unit afterwards."),
            _g("The unit's own address leads to the other unit from now on."),
        ]  # fmt: skip
        if roles:
            said.append(
                ngettext("%(n)d role in this unit ends.", "%(n)d roles in this unit end.", roles) % {"n": roles}
            )
        if narrowed:
            said.append(_g("What only this unit could read, the whole of the other unit can read afterwards."))
        return [*said, _g("There is no button that undoes this.")]

    def nowhere(self) -> str:
        return nowhere_else(self.fields["other"], _g("There is no other unit that you may merge it into."))

    def verb(self) -> None:
        self.result = self.cleaned_data["other"]
        self.unit.merge_into(self.result, self.by)


class CloseForm(UnitForm):
    title, action, done, danger = _("Close the unit"), _("Close the unit"), _("The unit is closed."), True

    def consequences(self) -> list[str]:
        return [
            _g("Pages, history and addresses stay, and the unit's home says that it is closed."),
            _g("It is no longer in lists of units, and nobody can be placed in it."),
            _g("It can be opened again."),
        ]

    def verb(self) -> None:
        self.unit.close(self.by)


class ReopenForm(UnitForm):
    title, action, done = _("Open the unit again"), _("Open the unit"), _("The unit is open again.")

    def consequences(self) -> list[str]:
        return [_g("The unit is in lists again, and people can be placed in it.")]

    def verb(self) -> None:
        self.unit.reopen(self.by)


class PublishingForm(UnitForm):
    title, action, done = _("Who publishes in the unit"), _("Save"), _("Saved.")
    lead = _("The chief editor and the leader always may.")
    editors_publish = forms.BooleanField(label=_("Editors may publish too"), required=False)

    def __init__(self, data: Any, unit: Unit, by: Any) -> None:
        super().__init__(data, unit, by)
        self.fields["editors_publish"].initial = unit.editors_publish

    def verb(self) -> None:
        self.unit.entrust(self.cleaned_data["editors_publish"], self.by)
