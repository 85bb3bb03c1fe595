"""The settings of a page: its place, language, owner, review date and whom it is for."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.look.fields import DateField
from hub.units.models import Audience, Page, Role, Unit
from hub.units.page_forms import PersonField
from hub.units.reading import DEPTH

EVERYBODY, NARROWED = "everybody", "narrowed"
PAGE_FIELDS = ["parent", "order", "language", "original", "owner", "review_on", "comments_open"]


class PageChoice(forms.ModelChoiceField):
    def label_from_instance(self, page: Any) -> str:
        return page.title or _g("Untitled")


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, unit: Any) -> str:
        return f"{' ' * 3 * unit.level}{unit.name}"


class AudienceUnitForm(forms.Form):
    """One unit of the audience; an empty one is no row."""

    unit = UnitChoice(label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("Choose a unit"))
    with_below = forms.TypedChoiceField(
        label=_("How far"),
        choices=[("yes", _("With the units below")), ("no", _("Only this unit"))],
        coerce=lambda value: value == "yes",
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


AudienceUnits = forms.formset_factory(AudienceUnitForm, extra=2, max_num=60, absolute_max=60, validate_max=True)


class SettingsForm(forms.ModelForm):
    """Saves the page's place, language, owner, review date and audience in one go.

    Whom a page with readers is for, and until when it counts as reviewed, is shown to its editors and changed by those
    who publish.
    """

    parent = PageChoice(
        label=_("Under"), queryset=Page.objects.none(), required=False, empty_label=_("The unit itself")
    )
    original = PageChoice(
        label=_("Translation of"), queryset=Page.objects.none(), required=False, empty_label=_("Not a translation")
    )
    owner = PersonField(
        label=_("Owner"), required=False, max_length=200,
        help_text=_("Number, e-mail or name. Empty: the unit's chief editor, or its leader, answers for the page."),
    )  # fmt: skip
    review_on = DateField(label=_("Next review"), required=False)
    reach = forms.ChoiceField(
        label=_("Who is it for?"), widget=forms.RadioSelect,
        choices=[(EVERYBODY, _("All employees")), (NARROWED, _("Only the units and roles chosen below"))],
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=_("Only for people with these roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    order = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=9999, help_text=_("Low numbers come first.")
    )

    then = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    class Meta:
        model = Page
        fields = PAGE_FIELDS

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        self.may_place = page.may_place(user)
        below = {child.pk for child in page.branch()}
        mine = Page.objects.filter(unit=page.unit_id).for_list()
        self.fields["parent"].queryset = mine.exclude(pk__in=below)  # type: ignore[attr-defined]
        self.fields["original"].queryset = mine.filter(original=None).exclude(pk=page.pk)  # type: ignore[attr-defined]
        audience = page.audience
        rows = [] if audience is None else list(audience.units.select_related("unit"))
        self.initial = {
            **self.initial,
            "reach": NARROWED if audience else EVERYBODY,
            "roles": audience.role_list if audience else [],
            "owner": page.owner,
        }
        self.rows = AudienceUnits(
            self.data if self.is_bound else None,
            initial=[{"unit": row.unit_id, "with_below": "yes" if row.with_below else "no"} for row in rows],
            form_kwargs={"units": Unit.objects.open().order_by("path")},
            prefix="units",
        )
        if not self.may_place:
            self._close()

    def _close(self) -> None:
        for name in ("review_on", "reach", "roles"):
            self.fields[name].disabled = True
        for row in self.rows:
            for field in row.fields.values():
                field.disabled = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.may_place:
            pass  # stays as it is
        elif not self.rows.is_valid():
            self.add_error("reach", _("Look at the units below."))
        elif given.get("reach") == NARROWED and not self.chosen_units() and not given.get("roles"):
            self.add_error("reach", _("Choose at least one unit or role, or “All employees”."))
        self._clean_place(given)
        return given

    def _clean_place(self, given: dict[str, Any]) -> None:
        parent, steps = given.get("parent"), 1
        while parent is not None and steps <= DEPTH:
            parent, steps = parent.parent, steps + 1
        if steps > DEPTH:
            self.add_error("parent", _("Pages may lie five deep. Choose a place higher up."))
        original = given.get("original")
        if original and original.language == given.get("language"):
            self.add_error("original", _("A translation is in another language than its original."))
        if original and self.instance.translations.exists():
            self.add_error("original", _("This page has translations itself, so it cannot be one."))

    @property
    def only_counts(self) -> bool:
        """Whether the writer asked how many it reaches, before saving."""
        return bool(self.cleaned_data["then"] == "count")

    def chosen_units(self) -> list[tuple[Unit, bool]]:
        rows = (form.cleaned_data for form in self.rows)
        return [(row["unit"], row["with_below"] is not False) for row in rows if row.get("unit")]

    @transaction.atomic
    def carry_out(self) -> int:
        """Save, and say how many people the page reaches now."""
        page = Page.objects.select_for_update().get(pk=self.instance.pk)
        owner = page.owner_id
        for name in PAGE_FIELDS:
            setattr(page, name, self.cleaned_data[name])
        if page.owner_id != owner:
            page.owned_since, page.passed_on = timezone.localdate(), None
        if "original" in self.changed_data:
            page.original_revision = page.original.current if page.original else None
        page.save(update_fields=[*PAGE_FIELDS, "original_revision", "owned_since", "passed_on"])
        if self.may_place:
            narrowed = self.cleaned_data["reach"] == NARROWED
            page.narrow(self.chosen_units(), self.cleaned_data["roles"], narrowed)
        return reached(page.audience)

    def count(self) -> int:
        """How many people it would reach, with nothing saved."""
        with transaction.atomic():
            people = self.carry_out()
            transaction.set_rollback(True)
        return people


def reached(audience: Audience | None) -> int:
    """How many active people an audience holds; None is everybody."""
    return audience.addressees().count() if audience else get_user_model().objects.active().count()
