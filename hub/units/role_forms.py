from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from hub.look.fields import DateField
from hub.units.models import Membership, Unit
from hub.units.models.helping import end_code_of_weaker
from hub.units.models.tree import Refused
from hub.units.role_holders import roles_given_by

MOST_FOUND = 20


class FindForm(forms.Form):
    """Who is to have the role: searched first, then chosen from those found."""

    who = forms.CharField(
        label=_("Who?"),
        max_length=100,
        help_text=_("Employee number, e-mail or name. A part of the name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def found(self, reader: Any) -> list[Any]:
        """At most MOST_FOUND people and one more, who tells that there are more."""
        if not self.is_valid():
            return []
        typed = self.cleaned_data["who"].strip()
        people = get_user_model().objects.visible_to(reader)
        exact = people.filter(Q(number=typed) | Q(email=typed.lower()))
        posts = Prefetch("memberships", Membership.objects.in_force().select_related("unit"), "posts_now")
        return list((exact if exact.exists() else people.named(typed)).prefetch_related(posts)[: MOST_FOUND + 1])


class GiveForm(forms.Form):
    who = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=get_user_model().objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the person."), "invalid_choice": _("Choose a person from the list.")},
    )
    role = forms.ChoiceField(label=_("Role"))
    starts_on = DateField(label=_("First day"), required=False, help_text=_("Empty: from today."))
    ends_on = DateField(label=_("Last day"), required=False, help_text=_("Empty: until the role is taken back."))

    def __init__(self, unit: Unit, by: Any, people: list[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.by = unit, by
        person, role = self.fields["person"], self.fields["role"]
        person.queryset = get_user_model().objects.visible_to(by)  # type: ignore[attr-defined]
        person.choices = [(each.pk, _in_words(each)) for each in people[:MOST_FOUND]]  # type: ignore[attr-defined]
        role.choices = [(each.value, each.label) for each in roles_given_by(unit, by)]  # type: ignore[attr-defined]

    def give(self) -> bool:
        """Give the role; false, with the reason among the errors, where the rules do not allow it."""
        given = self.cleaned_data
        try:
            self.unit.give(given["role"], given["person"], self.by, given["starts_on"], given["ends_on"])
        except Refused as refused:
            self.add_error(None, str(refused))
            return False
        end_code_of_weaker(given["person"])
        return True


def _in_words(person: Any) -> str:
    """Enough to tell two of the same name apart."""
    posts = "; ".join(f"{post.title}, {post.unit}" if post.title else str(post.unit) for post in person.posts_now)
    return f"{person} ({person.number}) – {posts}" if posts else f"{person} ({person.number})"
