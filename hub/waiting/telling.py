"""For the apps: a letter at once, where somebody has asked for it."""

from typing import Any

from hub.outbox.models import Letter
from hub.outbox.posting import post
from hub.waiting.choices import without


def tell_of_reply(people: list[Any], key: str) -> None:
    """That somebody has answered each of these, who asked to be told. `key` names the answer: once told is told.

    In the transaction that writes the answer. Those without an e-mail address see it on their list.
    """
    silent = without("reply", [person.pk for person in people])
    told = [person for person in people if person.email and person.pk not in silent]
    post(Letter.to_be_sent("reply", person.pk, f"{key}:{person.pk}") for person in told)
