import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.dialogue.models import Following, Reaction
from hub.dialogue.models.comments import LONGEST
from hub.dialogue.words import tidy

NUMBER: dict[str, Any] = {"required": False, "min_value": 0, "max_value": 2**31 - 1}


class CommentForm(forms.Form):
    """What is written. `key` makes a double click one comment; `seen` and `start` say what stands on the page."""

    body = forms.CharField(
        label=_("Write a comment"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    seen = forms.IntegerField(widget=forms.HiddenInput, **NUMBER)
    start = forms.IntegerField(widget=forms.HiddenInput, **NUMBER)
    mark_optional = False

    @classmethod
    def fresh(cls, place: str, label: Any = None, **first: Any) -> "CommentForm":
        """An empty one with a key of its own, for a place on the page."""
        return cls.at(place, None, label, {"key": secrets.token_urlsafe(12), **first})

    @classmethod
    def at(cls, place: str, data: Any, label: Any = None, first: Any = None) -> "CommentForm":
        form = cls(data, auto_id=f"{place}-%s", initial=first)
        if label:
            form.fields["body"].label = label
        return form

    def clean_body(self) -> str:
        text = tidy(self.cleaned_data["body"])
        if not text:
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        return text


class PlaceForm(forms.Form):
    """Which comments are shown: from the number `start`, with those after `seen` marked as new."""

    start = forms.IntegerField(**NUMBER)
    seen = forms.IntegerField(**NUMBER)

    @classmethod
    def of(cls, data: Any) -> dict[str, Any]:
        form = cls(data)
        form.is_valid()
        return {name: form.cleaned_data.get(name) for name in ("start", "seen")}


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("The one who wrote it sees the reason, and so do the editors.")
    )


class ReactionForm(forms.Form):
    kind = forms.ChoiceField(choices=Reaction.Kind)
    on = forms.BooleanField(required=False)


class FollowForm(forms.Form):
    wish = forms.ChoiceField(
        label=_("What do you want to be told of from here?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[("", _("Answers to me, and when somebody mentions me")), *Following.Wish.choices],
    )
    mark_optional = False


class NameForm(forms.Form):
    """What has been typed of a name."""

    q = forms.CharField(min_length=2, max_length=60)
