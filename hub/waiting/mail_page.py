"""The page where one chooses what e-mail one gets."""

from dataclasses import dataclass
from typing import Any

from hub.waiting.choices import LETTERS, Choice, all_choices, chosen_by


@dataclass
class Row:
    choice: Choice
    value: str

    @property
    def chosen(self) -> Any:
        return self.choice.values[self.value][0]

    @property
    def others(self) -> list[tuple[str, Any]]:
        """(what the button sends, what it says)"""
        return [
            (f"{self.choice.what}={v}", button) for v, (_is, button) in self.choice.values.items() if v != self.value
        ]


@dataclass
class MailPage:
    letters: list[Row]
    kinds: list[Row]  # what is counted in the letter of the morning


def mail_page(user: Any) -> MailPage:
    values = chosen_by(user)
    rows = [Row(choice, values[what]) for what, choice in all_choices().items()]
    return MailPage(rows[: len(LETTERS)], rows[len(LETTERS) :])
