"""Everybody who can get a letter, a bounded number at a time."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model

PIECE = 1000  # people


def pieces() -> Iterator[Any]:
    """Query sets of the people who work here and have an address, in order of their numbers."""
    people = get_user_model().objects.active().exclude(email=None).order_by("pk")
    last = 0
    while top := list(people.filter(pk__gt=last).values_list("pk", flat=True)[:PIECE]):
        yield people.filter(pk__gt=last, pk__lte=top[-1])
        last = top[-1]
