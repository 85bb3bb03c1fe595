"""Each app says in its `letters.py` how its letters read.

@kind("reminder", _("Reminder from a leader"))
def reminder(letter):
    return Text(_("Something waits for you"), render_to_string("mail/reminder.txt", {...}))
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Text:
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


Write = Callable[[Any], Text | None]


@dataclass(frozen=True)
class Kind:
    """How letters of a kind come about."""

    name: str
    label: Any  # as its recipient reads it among what is kept about them
    write: Write  # in the language of the recipient; None when there is nothing left to say
    at_night: bool  # also between 20 and 07
    at_once: bool  # somebody sits and waits for it: before all others
    lasts: int  # hours, after which it is of no use and not sent


registered: dict[str, Kind] = {}


def kind(
    name: str, label: Any, at_night: bool = False, at_once: bool = False, lasts: int = 72
) -> Callable[[Write], Write]:
    """Register a function that writes letters of a kind."""

    def register(write: Write) -> Write:
        registered[name] = Kind(name, label, write, at_night, at_once, lasts)
        return write

    return register
