from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.look.fields import DateField
from hub.projects.forms import Keyed
from hub.projects.models import MediaChecklist, PlanRow
from hub.projects.ready_rows import Ready
from hub.units.page_forms import PersonField
from hub.units.unit_choice import UnitField


class PlanRowForm(Keyed):
    audience = forms.CharField(
        label=_("Who is to know it?"), max_length=200, help_text=_("In words, such as “night shifts in zone north”.")
    )
    message = forms.CharField(
        label=_("What are they to know?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel = forms.ChoiceField(label=_("How?"), choices=PlanRow.Channel, initial=PlanRow.Channel.NOTICE)
    channel_note = forms.CharField(
        label=_("Where, more exactly?"), max_length=120, required=False, help_text=_("Such as “ward meeting, 14.30”.")
    )
    responsible = PersonField(
        label=_("Who sees to it?"), required=False, max_length=150,
        help_text=_("Number, e-mail or name of somebody with a seat."),
    )  # fmt: skip
    due_on = DateField(label=_("When?"), required=False)
    SAID = ("audience", "message", "channel", "channel_note", "responsible", "due_on")

    @classmethod
    def of(cls, row: PlanRow, data: Any = None) -> "PlanRowForm":
        return cls(data, initial={name: getattr(row, name) for name in cls.SAID})

    @property
    def said(self) -> dict[str, Any]:
        """What `PlanRow.add` and `PlanRow.change` take."""
        return {name: self.cleaned_data[name] for name in self.SAID}


class MediaForm(forms.ModelForm):
    class Meta:
        model = MediaChecklist
        fields = list(MediaChecklist.POINTS)
        widgets = {"matter": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "matter": _("The facts in three sentences, and what we do not know yet."),
            "speaker": _("One person, who has time to answer on the same day."),
            "place": _("The own web site first? The local paper? A meeting?"),
            "reach": _("And have those it concerns most heard it from us before?"),
        }


class ReadyForm(Keyed):
    """Which ready rows are added: one set, or those of the whole project."""

    WHOLE = "whole"
    OF_WHOLE = (Ready.BEFORE, Ready.DURING, Ready.LAUNCH, Ready.AFTER)
    which = forms.ChoiceField(choices=[(WHOLE, _("For the whole project")), *Ready.choices])

    @property
    def names(self) -> list[str]:
        which = self.cleaned_data["which"]
        return list(self.OF_WHOLE) if which == self.WHOLE else [which]


class StateForm(forms.Form):
    state = forms.ChoiceField(choices=PlanRow.State)


class UnitForm(forms.Form):
    """Which unit the notice is of."""

    def __init__(self, data: Any = None, *, units: Any, first: Any = None) -> None:
        super().__init__(data, initial={"unit": first})
        self.choice = UnitField(units=units, label=_("Which unit is the notice from?"))
        self.fields["unit"], self.first = self.choice, first

    @property
    def obvious(self) -> Any:
        """The first choice where it is among them, or the only one; else None: one has to choose."""
        units = list(self.choice.units.values())
        return next((unit for unit in units if unit.pk == self.first or len(units) == 1), None)


class RowForm(forms.Form):
    """A row of the plan, named in an address or a hidden field."""

    row = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    @classmethod
    def number(cls, data: Any) -> int | None:
        form = cls(data)
        return form.cleaned_data["row"] if form.is_valid() else None
