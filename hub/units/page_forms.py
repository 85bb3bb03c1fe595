"""Forms of pages: what is written, published, set and uploaded."""

import json
import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.templatetags.static import static
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.files import NotAccepted, accept
from hub.look.fields import DateField, DateTimeField
from hub.units.models import Page, Unit

BODY_LARGEST = 500_000  # characters


class RichText(forms.Textarea):
    """The editor. Without script it is what it says: a field for simple HTML."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "rows": 24,
            "data-editor": static("django_prose_editor/editor.js"),
            "data-extensions": json.dumps(richtext.EXTENSIONS),
        }
        return context


class TextForm(forms.Form):
    """The text of a page, and which version of it the writer started from."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Text"),
        widget=RichText,
        required=False,
        max_length=BODY_LARGEST,
        help_text=_(
            "Without the editor: an empty line begins a new paragraph, or write simple HTML such as "
            "<h2>, <p>, <ul> and <li>."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    then = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    mark_optional = False

    @classmethod
    def of(cls, draft: Any) -> "TextForm":
        """The form as it is first shown, with a key of its own."""
        key = secrets.token_urlsafe(12)
        return cls(initial={"title": draft.title, "body": draft.body, "seen": draft.number, "key": key})

    def clean_body(self) -> str:
        self.written = richtext.paragraphs(self.cleaned_data["body"])
        return richtext.clean(self.written)

    @property
    def taken_out(self) -> list[str]:
        return richtext.taken_out(self.written)

    @property
    def text(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "body", "seen", "key")}


class SettleForm(forms.Form):
    """What becomes of two texts that were written over each other."""

    THEIRS, MINE, BOTH = "theirs", "mine", "both"
    choice = forms.ChoiceField(
        label=_("Which text goes on?"),
        choices=[
            (BOTH, _("The merged text below")),
            (MINE, _("My text")),
            (THEIRS, _("The text that was saved")),
        ],
        widget=forms.RadioSelect,
        initial=BOTH,
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    body = forms.CharField(label=_("Merged text"), widget=RichText, required=False, max_length=BODY_LARGEST)
    my_title = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    my_body = forms.CharField(widget=forms.HiddenInput, required=False, max_length=BODY_LARGEST)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    mark_optional = False

    def chosen(self) -> tuple[str, str]:
        """(title, body) that go on; only asked when it is not theirs."""
        prefix = "my_" if self.cleaned_data["choice"] == self.MINE else ""
        return self.cleaned_data[f"{prefix}title"], richtext.paragraphs(self.cleaned_data[f"{prefix}body"])


class NewPageForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    parent = forms.ModelChoiceField(
        label=_("Under"), queryset=Page.objects.none(), required=False, empty_label=_("The unit itself")
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = unit.pages.for_list()  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label=_("When?"), choices=[(NOW, _("Now")), (LATER, _("Later"))], widget=forms.RadioSelect, initial=NOW
    )
    at = DateTimeField(label=_("Publish at"), required=False)
    until = DateTimeField(
        label=_("Take down at"),
        required=False,
        help_text=_("Only for what stops being true. For example 23.11.2026 09.41"),
    )
    review_on = DateField(
        label=_("Next review"), required=False, help_text=_("A year from now unless you say otherwise.")
    )
    note = forms.CharField(label=_("What changed"), max_length=200, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("when") == self.LATER and not given.get("at") and "at" not in self.errors:
            self.add_error("at", _("Write when the page is to be published."))
        return given

    def carry_out(self, page: Page, by: Any) -> None:
        """Publish or schedule, as the form says. Raises Refused or Conflict."""
        given = self.cleaned_data
        if given["when"] == self.LATER:
            page.schedule(given["at"], given["until"], by, given["seen"], given["note"])
            return
        page.publish(by, given["seen"], given["note"], given["review_on"], until=given["until"])


class WorldForm(forms.Form):
    """Whether the whole world may read it from now on: said outright, so that a double click changes nothing back."""

    YES, NO = "yes", "no"
    public = forms.ChoiceField(choices=[(YES, YES), (NO, NO)], widget=forms.HiddenInput)


class PersonField(forms.CharField):
    """A colleague, written as number, e-mail or name; answers with what to do when that is nobody or several."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if not typed:
            return None
        people = get_user_model().objects.active()
        exact = people.filter(Q(number=typed) | Q(email=typed.lower())).first()
        if exact:
            return exact
        found = list(people.named(typed)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_g("We found nobody. Write the employee number or the whole name."))
        names = ", ".join(f"{person} ({person.number})" for person in found[:5])
        raise forms.ValidationError(_g("That may be %(names)s. Write the employee number.") % {"names": names})

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "number", value)


class UploadForm(forms.Form):
    """A file for the page. What it is, is found out from its content."""

    file = forms.FileField(label=_("File"), help_text=_("Pictures, PDF, text and office documents."))
    alt = forms.CharField(
        label=_("What does the picture show?"), max_length=250, required=False,
        help_text=_("For those who do not see it. Only for pictures."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        try:
            return accept(self.cleaned_data["file"])
        except NotAccepted as refusal:
            raise forms.ValidationError(str(refusal)) from None


class AltForm(forms.Form):
    alt = forms.CharField(label=_("What does the picture show?"), max_length=250, required=False)


class MoveForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Move to"), queryset=Unit.objects.none(), empty_label=_("Choose a unit"))

    def __init__(self, *args: Any, page: Page, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = (
            Unit.objects.allowing(user, "publish" if page.may_reach_readers else "edit").open().exclude(pk=page.unit_id)
        )
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Two versions by number; 0 is the draft as it is now."""

    old = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    new = forms.IntegerField(min_value=0, max_value=2**31 - 1)
