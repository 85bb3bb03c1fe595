from typing import Any

from django import forms

from hub.live.streams import followed


class FollowForm(forms.Form):
    """The streams of a page, each with the number it has: municipality/1:12,room/7:41."""

    follow = forms.CharField(max_length=400)

    @classmethod
    def wanted(cls, typed: Any) -> dict[str, int | None]:
        """Nothing, for what no page of ours asks."""
        form = cls(typed)
        return followed(form.cleaned_data["follow"]) or {} if form.is_valid() else {}
