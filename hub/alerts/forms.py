"""Forms of alerts: what is written, sent, said later and answered."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.alerts.models import Alert, AlertTemplate, Answer
from hub.look.fields import DateTimeField
from hub.units.models import Page, Unit
from hub.units.models.roles import paths_where
from hub.units.settings_form import AudienceUnits

EVERYBODY, CHOSEN = "everybody", "chosen"
TEXTS = ["level", "title", "text", "instructions", "page"]
FIELDS = [*TEXTS, "is_drill", "asks_rollcall", "on_screens"]
REAL, DRILL = "real", "drill"


class PageChoice(forms.ModelChoiceField):
    def label_from_instance(self, page: Any) -> str:
        return page.title


def pages_for(unit: Unit) -> Any:
    """Pages that everybody may open, of the unit and those above it."""
    units = [*unit.ancestor_ids, unit.pk]
    return Page.objects.live().filter(unit__in=units, audience=None).order_by("title", "pk")


class TextForm(forms.Form):
    """The words of an alert."""

    level = forms.ChoiceField(label=_("Level"), choices=Alert.Level.choices, widget=forms.RadioSelect, initial="red")
    title = forms.CharField(
        label=_("What has happened"), max_length=120,
        help_text=_("One line, read first and aloud. For example: Fire in the nursing home"),
    )  # fmt: skip
    text = forms.CharField(label=_("More about it"), max_length=1000, required=False, widget=forms.Textarea)
    instructions = forms.CharField(
        label=_("What to do"), max_length=1000, required=False, widget=forms.Textarea,
        help_text=_("One thing on each line, the most important first."),
    )  # fmt: skip
    page = PageChoice(
        label=_("Preparedness page"), queryset=Page.objects.none(), required=False, empty_label=_("None"),
        help_text=_("Linked from the alert. While a red alert is in force, it comes first on the front page."),
    )  # fmt: skip
    mark_optional = False

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = pages_for(unit)  # type: ignore[attr-defined]
        for name in ("text", "instructions"):
            self.fields[name].widget.attrs["rows"] = 3


class AlertForm(TextForm):
    """An alert with its area. `alert` is None for a new one."""

    kind = forms.ChoiceField(
        label=_("Drill or real?"), widget=forms.RadioSelect,
        choices=[(REAL, _("Real: it is happening now")), (DRILL, _("Drill: every screen says so in large letters"))],
    )  # fmt: skip
    reach = forms.ChoiceField(label=_("Whom does it concern?"), widget=forms.RadioSelect)
    asks_rollcall = forms.BooleanField(
        label=_("Roll-call"), required=False, initial=True,
        help_text=_("Everybody in the area is asked whether they are safe, and the leaders see who has not answered."),
    )  # fmt: skip
    on_screens = forms.BooleanField(
        label=_("Also on screens where nobody is signed in"), required=False, initial=True,
        help_text=_(
            "Such a screen does not know where it stands, so all of them show it, and whoever passes by reads it. "
            "Write nothing secret and no names. An alert for the whole municipality is always shown there."
        ),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(
        self, data: Any = None, *, unit: Unit, by: Any, alert: Alert | None = None, template: Any = None
    ) -> None:
        self.unit, self.alert = unit, alert
        rows = list(alert.audience.units.all()) if alert and alert.audience else []
        super().__init__(data, unit=unit, initial=self._first(template))
        own = [(EVERYBODY, _("The whole municipality"))] if unit.parent_id is None else []
        self.fields["reach"].choices = [*own, (CHOSEN, _("The units chosen below"))]  # type: ignore[attr-defined]
        first = [{"unit": row.unit_id, "with_below": "yes" if row.with_below else "no"} for row in rows]
        if not own and alert is None:
            first = [{"unit": unit.pk, "with_below": "yes"}]
        units = Unit.objects.allowing(by, "alert").open().order_by("path")
        self.rows = AudienceUnits(data, initial=first, form_kwargs={"units": units}, prefix="units")

    def _first(self, template: Any) -> dict[str, Any]:
        kept: Any = self.alert or template
        first = {name: getattr(kept, name) for name in TEXTS} if kept else {}
        if self.alert is None:
            reach = EVERYBODY if self.unit.parent_id is None else CHOSEN
            return first | {"key": secrets.token_urlsafe(12), "reach": reach}
        alert = self.alert
        reach = CHOSEN if alert.audience else EVERYBODY
        ticks = {"asks_rollcall": alert.asks_rollcall, "on_screens": alert.on_screens}
        return first | ticks | {"reach": reach, "kind": DRILL if alert.is_drill else REAL}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reach") == CHOSEN:
            if not self.rows.is_valid():
                self.add_error("reach", _("Look at the units below."))
            elif not self.area:
                self.add_error("reach", _("Choose at least one unit."))
        return given

    @property
    def area(self) -> list[tuple[Unit, bool]] | None:
        if self.cleaned_data.get("reach") == EVERYBODY:
            return None
        rows = (form.cleaned_data for form in self.rows)
        return [(row["unit"], row["with_below"] is not False) for row in rows if row.get("unit")]

    @property
    def words(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in TEXTS}
        on_screens = self.cleaned_data["on_screens"] or self.area is None
        drill = self.cleaned_data["kind"] == DRILL
        return given | {
            "is_drill": drill, "asks_rollcall": self.cleaned_data["asks_rollcall"], "on_screens": on_screens,
        }  # fmt: skip

    def save(self, by: Any) -> Alert:
        """Raises Refused for an area that `by` may not alert."""
        if self.alert is None:
            key = f"{by.pk}-{self.cleaned_data['key']}" if self.cleaned_data["key"] else ""
            return Alert.start(self.unit, by, self.area, key, **self.words)
        self.alert.rewrite(by, self.area, **self.words)
        return self.alert


class SendForm(forms.Form):
    """The last look. A drill may be sent later."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    at = DateTimeField(
        label=_("Send the drill at"), required=False, help_text=_("Empty: now. For example 23.11.2026 09.41")
    )
    mark_optional = False

    def __init__(self, *args: Any, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = alert.version
        if not alert.is_drill or alert.waits_for_second:
            del self.fields["at"]


class UpdateForm(forms.Form):
    text = forms.CharField(
        label=_("Update"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It covers every screen of the area once more."),
    )  # fmt: skip


class EndForm(forms.Form):
    text = forms.CharField(
        label=_("All-clear"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What people are told as the alert goes from their screens."),
    )  # fmt: skip
    mark_optional = False


class ReadForm(forms.Form):
    """What one answers on the cover; and where the page was."""

    answer = forms.ChoiceField(choices=[("", ""), ("safe", ""), ("help", "")], required=False)
    next = forms.CharField(required=False, max_length=400)

    @classmethod
    def of(cls, data: Any) -> dict[str, Any]:
        """What is not understood is left out: a press in an emergency always counts as read."""
        form = cls(data)
        form.is_valid()
        return {"answer": form.cleaned_data.get("answer", ""), "next": form.cleaned_data.get("next", "")}


class ShownForm(forms.Form):
    """What a screen says it has shown: "7:3.9:1" as alert and version, and how many milliseconds ago."""

    shown = forms.RegexField(r"^\d{1,18}:\d{1,9}(\.\d{1,18}:\d{1,9}){0,9}\Z", max_length=300)
    ago = forms.IntegerField(min_value=0, max_value=600_000)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        parts = (part.split(":") for part in self.cleaned_data["shown"].split("."))
        return [(int(alert), int(version)) for alert, version in parts]


class ForOtherForm(forms.Form):
    """What a leader knows of somebody."""

    state = forms.ChoiceField(choices=Answer.State.choices)


class WhereForm(forms.Form):
    """For which unit something is written, and from which template."""

    unit = forms.IntegerField(required=False, min_value=1, max_value=2**60)
    template = forms.IntegerField(required=False, min_value=1, max_value=2**60)

    @classmethod
    def of(cls, data: Any) -> dict[str, Any]:
        form = cls(data)
        return form.cleaned_data if form.is_valid() else {}


class TemplateForm(TextForm):
    """A text that is kept for later."""

    name = forms.CharField(label=_("Name of the template"), max_length=80)
    field_order = ["name"]

    def save(self, by: Any, unit: Unit, template: AlertTemplate | None) -> AlertTemplate:
        kept = template or AlertTemplate(unit=unit)
        for name in ["name", *TEXTS]:
            setattr(kept, name, self.cleaned_data[name])
        kept.changed_by = by
        kept.save()
        return kept


class RuleForm(forms.Form):
    second_person = forms.BooleanField(
        label=_("A second person has to confirm every alert"), required=False,
        help_text=_("Another crisis lead of the unit or above it. Holds for the units below too, and for drills."),
    )  # fmt: skip


def leading_units(by: Any) -> Any:
    """The units where somebody is crisis lead: the very ones, the highest first."""
    tops = [int(path.rstrip("/").rsplit("/", 1)[-1] or 0) for path in paths_where(by, "alert")]
    units = Unit.objects.allowing(by, "alert").open()
    return (units.filter(parent=None) if 0 in tops else units.filter(pk__in=tops)).order_by("path")
