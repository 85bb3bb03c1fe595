"""The way into the outbox."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from hub.outbox.models import Letter
from hub.outbox.tasks import deliver


@transaction.atomic
def post(letters: Iterable[Letter]) -> None:
    """Put letters into the outbox, in the caller's transaction, and let the worker know."""
    Letter.put(letters)
    deliver.enqueue()


def post_one(kind: str, user: int | None, key: str = "", to: str = "", **about: Any) -> None:
    """A letter to one person. `user` None is a letter to nobody: it takes as long, and is dropped by the worker."""
    post([Letter.to_be_sent(kind, user, key, to, **about)])
