from io import BytesIO
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils import formats
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from PIL import Image

from hub.files.pictures import redrawn
from hub.profile import colours
from hub.profile.models import Profile, colour

SHIELD_LARGEST = 4_000_000  # bytes
SHIELD_SIZE = (288, 144)  # points


class ProfileForm(forms.ModelForm):
    """The municipality's name, shield and colours, as its own people set them."""

    shield = forms.FileField(
        label=_("Shield"),
        required=False,
        help_text=_("A picture in PNG, JPEG or WebP. It stands at the top of every page."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    statement_url = forms.URLField(
        label=_("Address of the accessibility statement"),
        required=False,
        assume_scheme="https",
        help_text=_("The statement that the municipality has published at uustatus.no."),
    )
    remove_shield = forms.BooleanField(label=_("Remove the shield"), required=False)

    class Meta:
        model = Profile
        fields = ("own_name", "main_colour", "accent_colour", "help_contact", "statement_url")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["own_name"].widget.attrs["placeholder"] = self.instance.top_name
        self.fields["help_contact"].help_text = _g(
            "For example “IT help desk, telephone 4100”. It stands on the sign-in page."
        )
        for name in ("main_colour", "accent_colour"):
            self.fields[name].widget.attrs.update({"class": "hub-short", "autocomplete": "off", "spellcheck": "false"})
        if not self.instance.shield:
            del self.fields["remove_shield"]

    def clean_main_colour(self) -> str:
        return self._readable("main_colour", colours.main_contrast, colours.nearest_main)

    def clean_accent_colour(self) -> str:
        return self._readable("accent_colour", colours.accent_contrast, colours.nearest_accent)

    def _readable(self, field: str, contrast: Any, nearest: Any) -> str:
        chosen = self.cleaned_data[field].upper()
        colour(chosen)
        if contrast(chosen) >= colours.LEAST:
            return chosen
        raise forms.ValidationError(
            _("Text on %(colour)s is hard to read: the contrast is %(ratio)s to 1, and it must be at least 4.5 to 1. "
              "The nearest colour that holds is %(nearest)s."),
            params={"colour": chosen, "ratio": self._decimal(contrast(chosen)), "nearest": nearest(chosen)},
        )  # fmt: skip

    @staticmethod
    def _decimal(ratio: float) -> str:
        """One decimal, rounded down: 4.49 is not 4.5."""
        return formats.number_format(int(ratio * 10) / 10, decimal_pos=1)

    def clean_shield(self) -> Any:
        """The picture drawn anew, so that nothing hidden in the file is kept. SVG is refused: it may hold script."""
        upload = self.cleaned_data.get("shield")
        if not upload:
            return None
        if upload.size > SHIELD_LARGEST:
            raise forms.ValidationError(_("The picture is too large. It may be 4 MB at most."))
        try:
            content_type, drawn = redrawn(upload)
        except ValueError as refusal:
            raise forms.ValidationError(str(refusal) % {"name": upload.name}) from None
        return _small(drawn, "JPEG" if content_type == "image/jpeg" else "PNG")

    def save(self, commit: bool = True) -> Profile:
        profile, shield = self.instance, self.cleaned_data.get("shield")
        old = profile.shield.name
        if shield:
            profile.shield = shield
        elif self.cleaned_data.get("remove_shield"):
            profile.shield = ""
        profile.save()
        if old and old != profile.shield.name:
            profile.shield.storage.delete(old)
        return profile


def _small(drawn: bytes, kind: str) -> ContentFile:
    """No larger than a header needs on the sharpest screens: every first visit pays for it."""
    picture, out = Image.open(BytesIO(drawn)), BytesIO()
    picture.thumbnail(SHIELD_SIZE)
    picture.save(out, kind, optimize=True)
    return ContentFile(out.getvalue(), name="shield.jpg" if kind == "JPEG" else "shield.png")


class VersionForm(forms.Form):
    """The version in the address of the style sheet and the shield."""

    v = forms.CharField(required=False, max_length=40)

    @classmethod
    def version_of(cls, data: Any) -> str:
        form = cls(data)
        return form.cleaned_data["v"] if form.is_valid() else ""
