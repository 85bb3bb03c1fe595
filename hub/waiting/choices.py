"""What e-mail a person gets. Everybody gets the same until they choose otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.waiting.models import MailChoice
from hub.waiting.sources import in_order

ON, OFF = "on", "off"
DAILY, WEEKLY = "daily", "weekly"


@dataclass(frozen=True)
class Choice:
    what: str
    label: Any
    values: dict[str, tuple[Any, Any]]  # how it is, and the button that makes it so; the default first, none last
    note: Any = ""

    @property
    def default(self) -> str:
        return next(iter(self.values))

    @property
    def none(self) -> str:
        return list(self.values)[-1]


ON_OFF = {ON: (_("On"), _("Turn on")), OFF: (_("Off"), _("Turn off"))}
OFTEN = {DAILY: _("Every working day"), WEEKLY: _("Once a week"), OFF: _("Never")}
LETTERS = [
    Choice(
        "digest",
        _("What is new on your list"),
        {value: (words, words) for value, words in OFTEN.items()},
        _("In the morning, and only when something new waits for you."),
    ),
    Choice("urgent", _("What you are to read within two days"), ON_OFF, _("At once, between 7 and 20.")),
    Choice("reminder", _("Reminders from your leader"), ON_OFF, _("At once, between 7 and 20.")),
    Choice("reply", _("Answers that you have asked to be told of"), ON_OFF, _("At once, between 7 and 20.")),
]


def all_choices() -> dict[str, Choice]:
    """Every letter, and what is counted in the digest."""
    kinds = [Choice(f"in-digest-{source.kind}", source.name, ON_OFF) for source in in_order()]
    return {choice.what: choice for choice in [*LETTERS, *kinds]}


def chosen_by(user: Any) -> dict[str, str]:
    """What holds for somebody: {what: value}."""
    defaults = {what: choice.default for what, choice in all_choices().items()}
    kept = dict(MailChoice.objects.filter(user=user).values_list("what", "value"))
    return defaults | {what: value for what, value in kept.items() if what in defaults}


@transaction.atomic
def choose(user: Any, what: str, value: str) -> None:
    """Keep a choice that differs from the default, and forget one that does not."""
    if value == all_choices()[what].default:
        MailChoice.objects.filter(user=user, what=what).delete()
    else:
        MailChoice.objects.update_or_create(user=user, what=what, defaults={"value": value})


def without(what: str, people: Iterable[int]) -> set[int]:
    """Those among these people who have said no to a letter."""
    return set(MailChoice.objects.filter(what=what, value=OFF, user__in=list(people)).values_list("user", flat=True))
