"""What those who keep links and needs fill in."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.access import Refused
from hub.selfservice import addresses
from hub.selfservice.models import Need, ServiceLink
from hub.units.models import Role, Unit
from hub.units.settings_form import EVERYBODY, NARROWED, AudienceUnits
from hub.units.unit_choice import UnitField

FIELDS = ["title", "about", "address", "need", "keywords", "language", "needs_email", "on_phone", "is_counted"]


class LinkForm(forms.Form):
    """A link with what it takes and whom it is for. `link` is None for a new one."""

    title = forms.CharField(
        label=_("Title"), max_length=80,
        help_text=_("Say what one gets done: “Tell that you are ill”, not the system's name."),
    )  # fmt: skip
    about = forms.CharField(label=_("What it does, in one sentence"), max_length=200)
    address = forms.CharField(
        label=_("Where it leads"), max_length=addresses.LONGEST,
        help_text=_(
            "An address that begins with https://, a place in the hub such as /pages/7/, a telephone number, or an "
            "e-mail address."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    need = forms.ModelChoiceField(
        label=_("Under which need"), queryset=Need.objects.none(), empty_label=_("Choose a need")
    )
    keywords = forms.CharField(
        label=_("Words people search by"), max_length=300, required=False,
        help_text=_("With commas between them. What people call it, and the system's name."),
    )  # fmt: skip
    on_phone = forms.BooleanField(
        label=_("Works on one's own phone or PC"), required=False, initial=True,
        help_text=_("Not only on the municipality's own PCs and network."),
    )  # fmt: skip
    needs_email = forms.BooleanField(label=_("Takes an e-mail address at work"), required=False)
    is_counted = forms.BooleanField(
        label=_("May stand among the most used"), required=False, initial=True,
        help_text=_(
            "Take the mark away where nobody is to guess that a colleague has used it: help with drinking, "
            "whistleblowing. It is then not counted at all."
        ),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the texts"), choices=settings.LANGUAGES)
    reach = forms.ChoiceField(
        label=_("Who is it for?"), widget=forms.RadioSelect, initial=EVERYBODY,
        choices=[(EVERYBODY, _("All employees")), (NARROWED, _("Only the units and roles chosen below"))],
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=_("Only for people with these roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, data: Any, *, by: Any, language: str, link: ServiceLink | None = None) -> None:
        self.link = link
        super().__init__(data, initial=self._first(language))
        units = Unit.objects.allowing(by, "publish").open()
        self.fields["unit"] = UnitField(units=units, label=_("Which unit keeps it"), initial=self._unit(units))
        self.fields["need"].queryset = Need.objects.visible_to(by)  # type: ignore[attr-defined]
        audience = link.audience if link else None
        rows = [] if audience is None else list(audience.units.all())
        self.rows = AudienceUnits(
            data,
            initial=[{"unit": row.unit_id, "with_below": "yes" if row.with_below else "no"} for row in rows],
            form_kwargs={"units": Unit.objects.open().order_by("path")},
            prefix="units",
        )

    def _first(self, language: str) -> dict[str, Any]:
        link = self.link
        if link is None:
            return {"language": language, "key": secrets.token_urlsafe(12)}
        first = {name: getattr(link, name) for name in FIELDS}
        audience = link.audience
        meant = {"reach": NARROWED if audience else EVERYBODY, "roles": audience.role_list if audience else []}
        return first | meant | {"seen": link.number}

    def _unit(self, units: Any) -> int | None:
        if self.link:
            return self.link.keeper.pk
        only = list(units.values_list("pk", flat=True)[:2])
        return only[0] if len(only) == 1 else None

    def clean_address(self) -> str:
        try:
            return addresses.tidied(self.cleaned_data["address"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reach") != NARROWED:
            return given
        if not self.rows.is_valid():
            self.add_error("reach", _("Look at the units below."))
        elif not self._chosen() and not given.get("roles"):
            self.add_error("reach", _("Choose at least one unit or role, or “All employees”."))
        return given

    def _chosen(self) -> list[tuple[Unit, bool]]:
        rows = (form.cleaned_data for form in self.rows)
        return [(row["unit"], row["with_below"] is not False) for row in rows if row.get("unit")]

    @property
    def shows_more(self) -> bool:
        return bool({"reach", "roles", "language", "is_counted"} & set(self.errors)) or bool(
            self.link and (self.link.audience_id or not self.link.is_counted)
        )

    @transaction.atomic
    def carry_out(self, by: Any) -> ServiceLink:
        """Add or change the link. Raises Overtaken."""
        given, link = self.cleaned_data, self.link
        fields = {name: given[name] for name in [*FIELDS, "unit"]}
        if link is None:
            link = ServiceLink.add(by=by, key=f"{by.pk}-{given['key']}" if given["key"] else "", **fields)
        else:
            link.change(by, given["seen"] or 0, **fields)
        narrowed = given["reach"] == NARROWED
        if narrowed or link.audience_id:
            link.narrow(by, self._chosen() if narrowed else [], given["roles"], narrowed)
        return link


class NeedForm(forms.Form):
    name = forms.CharField(
        label=_("What people need"), max_length=60,
        help_text=_("As they would say it themselves, for example “Ill or away”."),
    )  # fmt: skip

    def __init__(self, data: Any, need: Need | None = None) -> None:
        super().__init__(data, initial={"name": need.name if need else ""})
        self.need = need

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Need.objects.filter(name__iexact=name)
        if (others.exclude(pk=self.need.pk) if self.need else others).exists():
            raise forms.ValidationError(_("This need stands there already."))
        return name


class MoveForm(forms.Form):
    direction = forms.ChoiceField(choices=[("up", ""), ("down", "")])

    @property
    def is_up(self) -> bool:
        return bool(self.cleaned_data["direction"] == "up")


class RemoveForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300, help_text=_("Kept with the link, for those who keep it."))
