from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.people.names import search_key
from hub.profile.models import Profile

# What Norwegian passwords are made of when they must have capitals, digits and signs: a season, a month and the year.
USUAL = {
    "passord", "passordet", "password", "hemmelig", "hemmeleg", "velkommen", "velkomen", "kommune", "kommunen",
    "intranett", "intranettet", "sommer", "sommeren", "sommar", "sommaren", "vinter", "vinteren", "host", "hosten",
    "haust", "hausten", "var", "varen", "januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
    "september", "oktober", "november", "desember", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag",
    "sondag", "qwerty", "norge", "noreg",
}  # fmt: skip


class LongEnough(MinimumLengthValidator):
    """Django's own, with a sentence that its Norwegian catalogues do not have."""

    def get_error_message(self) -> str:
        return _("The password is too short. It takes at least %(number)d characters.") % {"number": self.min_length}


class NotTheUsual:
    """Refuses one usual word with digits and signs around it: Django's own list of common passwords is English."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = "".join(character for character in search_key(password) if character.isalpha())
        municipality = "".join(character for character in search_key(Profile.current().name) if character.isalpha())
        if letters in USUAL or letters in (municipality, municipality.removesuffix("kommune")):
            raise ValidationError(_("This is among the first that somebody would guess. Choose one of several words."))

    def get_help_text(self) -> str:
        return _("Not one usual word with digits after it.")
