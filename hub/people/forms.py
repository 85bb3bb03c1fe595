from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.look.dates import clock
from hub.people import entry
from hub.people.allowance import OWN_PASSWORD, TooManyTries, use
from hub.people.models import User
from hub.people.models.throttle import Slot, Throttle
from hub.people.photos import FORMATS, redraw

# Names and codes are typed as they are: no capital put first, no word "put right".
PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
LONGEST_PASSWORD = 512


def password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    """A password; never shown again, whatever else was wrong."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete}, render_value=False)
    return forms.CharField(label=label, widget=widget, strip=False, max_length=LONGEST_PASSWORD, **options)


class Trying(forms.Form):
    """A form that looks at a password or a code, or does not look when there were too many wrong tries."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.full: TooManyTries | None = None  # why it was refused without looking

    def look(self, data: dict[str, Any]) -> None:
        """Looks at what was typed. Raises TooManyTries, or ValidationError when it is wrong."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.look(data)
            except TooManyTries as full:
                self.full = full
                self.add_error(None, too_many(full))
        return data


def too_many(full: TooManyTries) -> str:
    again = _("There have been too many wrong tries, so we did not look at this one. Try again at %(clock)s.")
    other = _("Or ask your leader for a one-time code.")
    return f"{again % {'clock': clock(full.again)}} {other}"


class SignInForm(Trying):
    user: User | None = None

    name = forms.CharField(
        label=_("Employee number or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", **PLAIN}),
    )
    password = password_field(_("Password"), "current-password")
    next = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)

    def look(self, data: dict[str, Any]) -> None:
        self.user = entry.by_password(self.request, data["name"], data["password"])
        if self.user is None:
            raise ValidationError(_("The number or e-mail does not go with that password. Check both, and try again."))


class NextForm(forms.Form):
    """The page that one was on the way to, as an address names it."""

    next = forms.CharField(required=False, max_length=2000)

    def value(self) -> str:
        return self.cleaned_data["next"] if self.is_valid() else ""


class CodeForm(Trying):
    number = forms.CharField(
        label=_("Employee number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", **PLAIN}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The ten letters and digits on the slip. Capitals, spaces and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", **PLAIN}),
    )

    def look(self, data: dict[str, Any]) -> None:
        if not entry.by_code(self.request, data["number"], data["code"]):
            wrong = _("The number and the code do not go together, or the code no longer works.")
            how = _("A code lasts 14 days and works once.")
            next_step = _("Check both, or ask your leader for a new one.")
            raise ValidationError(f"{wrong} {how} {next_step}")


class NumberForm(forms.Form):
    """The employee number that a slip's QR code carries."""

    number = forms.CharField(max_length=20, required=False)

    def value(self) -> str:
        return self.cleaned_data["number"] if self.is_valid() else ""


class ForgottenForm(Trying):
    send_to = 0  # the account, or nobody

    name = forms.CharField(
        label=_("Employee number or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", **PLAIN}),
    )

    def look(self, data: dict[str, Any]) -> None:
        self.send_to = entry.who_gets_letter(self.request, data["name"])


class NewPasswordForm(forms.Form):
    password = password_field(
        _("New password"),
        "new-password",
        help_text=_("At least ten characters. Not your name or number, and not one usual word with digits after it."),
    )
    again = password_field(_("The same password once more"), "new-password")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "password" in data and "again" in data and data["password"] != data["again"]:
            self.add_error("again", _("The two are not alike. Write the same password in both."))
        return data


class Owner(Trying):
    """A form on one's own page that asks for the password one has: whoever finds an open PC does not know it."""

    def look(self, data: dict[str, Any]) -> None:
        slot = Slot(OWN_PASSWORD, str(self.request.user.pk))
        use(slot)
        # On a row of its own: checking may renew the hash, and the form has put its unsaved values on the other.
        if not entry.is_own_password(self.request.user, data["present"]):
            self.add_error("present", _("That is not your password."))
        else:
            Throttle.give_back([slot])


class ChangePasswordForm(Owner, NewPasswordForm):
    present = password_field(_("Your current password"), "current-password")
    field_order = ["present", "password", "again"]

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, request.user, *args, **kwargs)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False, max_length=2000)


class DetailsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["preferred_name", "internal_number", "language"]
        widgets = {
            "preferred_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "internal_number": forms.TextInput(attrs={"autocomplete": "tel-extension"}),
        }


class EmailForm(Owner, forms.ModelForm):
    """An e-mail address is a way in, so one shows that one knows the password."""

    present = password_field(_("Your current password"), "current-password")

    class Meta:
        model = User
        fields = ["email"]
        labels = {"email": _("E-mail")}
        help_texts = {"email": _("Empty if you have none. Then your leader helps when you forget your password.")}
        error_messages = {"email": {"unique": _("Somebody else has this address. Each person needs their own.")}}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}

    def clean_email(self) -> str | None:
        # Lowered before the check that it is nobody else's, as it is stored.
        return (self.cleaned_data["email"] or "").lower() or None


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 12 MB. We cut it square and keep nothing but the picture itself."),
        widget=forms.FileInput(attrs={"accept": ",".join(f"image/{kind.lower()}" for kind in FORMATS)}),
    )

    def clean_photo(self) -> Any:
        return redraw(self.cleaned_data["photo"])
