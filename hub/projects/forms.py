import secrets
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.dialogue.words import tidy
from hub.look.fields import DateField
from hub.projects.models import Milestone, Project, Seat, Task
from hub.projects.models.messages import LONGEST
from hub.units.page_forms import BODY_LARGEST, PersonField


class Keyed(forms.Form):
    """A form whose `key` makes a double click one thing."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    @classmethod
    def fresh(cls, **first: Any) -> Any:
        return cls(initial={"key": secrets.token_urlsafe(12), **first})


class ProjectForm(Keyed):
    OPEN, MEMBERS, HIDDEN = "open", "members", "hidden"

    title = forms.CharField(label=_("What is it called?"), max_length=120)
    goal = forms.CharField(
        label=_("What is to be achieved?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In a sentence or two, as one would say it to a colleague."),
    )  # fmt: skip
    meaning = forms.CharField(
        label=_("What does it mean for whom?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who will notice it, and when. An empty line begins a new paragraph."),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("How far is it?"), choices=Project.State, initial=Project.State.PLANNED)
    starts_on = DateField(label=_("From"), initial=timezone.localdate)
    ends_on = DateField(label=_("To"), required=False)
    owner = PersonField(
        label=_("Owner"), required=False, max_length=150,
        help_text=_("Number, e-mail or name. Empty: you."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Contact"), max_length=200, required=False, help_text=_("Whom to ask, and how. Empty: the owner.")
    )
    reach = forms.ChoiceField(
        label=_("Who reads what is written in the room?"),
        widget=forms.RadioSelect,
        initial=OPEN,
        choices=[
            (OPEN, _("Every employee; only members write")),
            (MEMBERS, _("Only the members; the project's page is for everybody")),
            (HIDDEN, _("Only the members, and nobody else sees that the project exists")),
        ],
    )

    @classmethod
    def of(cls, project: Project, data: Any = None) -> "ProjectForm":
        kept = {name: getattr(project, name) for name in ("goal", "meaning", "state", "starts_on", "ends_on", "owner")}
        reach = cls.HIDDEN if project.is_hidden else cls.OPEN if project.room.is_open else cls.MEMBERS
        return cls(data, initial={**kept, "title": project.room.title, "contact": project.contact, "reach": reach})

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The project cannot end before it begins."))
        return cleaned

    def said(self, by: Any) -> dict[str, Any]:
        """What `Project.start` and `Project.describe` take."""
        said = {
            name: self.cleaned_data[name] for name in ("goal", "meaning", "state", "starts_on", "ends_on", "contact")
        }
        reach = self.cleaned_data["reach"]
        return {
            "title": self.cleaned_data["title"], "is_open": reach == self.OPEN, "is_hidden": reach == self.HIDDEN,
            "owner": self.cleaned_data["owner"] or by, **said,
        }  # fmt: skip


class MilestoneForm(forms.ModelForm):
    due_on = DateField(label=_("Day"))

    class Meta:
        model = Milestone
        fields = ["title", "due_on"]


class NewsForm(Keyed):
    title = forms.CharField(label=_("Title"), max_length=160)
    body = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}), max_length=BODY_LARGEST,
        help_text=_("An empty line begins a new paragraph."),
    )  # fmt: skip

    def clean_body(self) -> str:
        return richtext.clean(richtext.paragraphs(self.cleaned_data["body"]))


class MessageForm(Keyed):
    body = forms.CharField(
        label=_("Write to the room"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
    to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    mark_optional = False

    def clean_body(self) -> str:
        text = tidy(self.cleaned_data["body"])
        if not text:
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        return text


class PlaceForm(forms.Form):
    """Which messages of a room: those around number `at`, or those before number `before`."""

    at = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    q = forms.CharField(required=False, max_length=100)

    @classmethod
    def of(cls, data: Any) -> dict[str, Any]:
        form = cls(data)
        form.is_valid()
        return {name: form.cleaned_data.get(name) for name in ("at", "before", "q")}


class SeatForm(forms.Form):
    person = PersonField(label=_("Who?"), max_length=150, help_text=_("Number, e-mail or name."))
    part = forms.ChoiceField(label=_("What do they do here?"), choices=Seat.Part, initial=Seat.Part.MEMBER)


class PartForm(forms.Form):
    """Another part for somebody who has a seat, or none any more."""

    TAKE = "take"
    CHOICES = [*Seat.Part.choices, (TAKE, _("Take the seat away"))]
    part = forms.ChoiceField(choices=CHOICES)


class TaskForm(Keyed):
    title = forms.CharField(label=_("What is to be done?"), max_length=160)
    responsible = PersonField(label=_("Who?"), required=False, max_length=150, help_text=_("Number, e-mail or name."))
    due_on = DateField(label=_("Due"), required=False)


class MoveForm(forms.Form):
    state = forms.ChoiceField(choices=Task.State)


class DecisionForm(Keyed):
    what = forms.CharField(label=_("What was decided?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    why = forms.CharField(label=_("Why?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    decided_by = forms.CharField(label=_("Who decided?"), max_length=120)
    decided_on = DateField(label=_("When?"), initial=timezone.localdate)

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day


class OnForm(forms.Form):
    """Whether something is switched on."""

    on = forms.BooleanField(required=False)
