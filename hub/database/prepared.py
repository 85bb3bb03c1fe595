"""Queries that are asked a thousand times a second: Django writes the SQL once, and from then on it is only filled in.

    who = Prepared(lambda key: Session.objects.filter(session_key=key, expire_date__gt=now()).values_list("user"), str)
    who("a key")

The SQL is written anew every second, so what the query says of the clock is never older than that. The arguments are
text or whole numbers, and so are the columns.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, models

LASTS = 1.0  # seconds


class Prepared:
    """`build(*arguments)` gives a `values_list` queryset; calling this gives its rows."""

    def __init__(self, build: Callable[..., "models.QuerySet[Any, Any]"], *kinds: type) -> None:
        self.build, self.kinds = build, kinds
        self.written: tuple[float, str, list[int | None], list[Any]] = (0.0, "", [], [])

    def __call__(self, *values: Any) -> list[Any]:
        written_at, sql, places, fixed = self.written
        if time.monotonic() - written_at > LASTS:
            _, sql, places, fixed = self.written = self._write()
        filled = [fixed[at] if place is None else values[place] for at, place in enumerate(places)]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            return cursor.fetchall()

    def _write(self) -> tuple[float, str, list[int | None], list[Any]]:
        # What no row has, to find again in the finished SQL where each argument goes.
        marks = [-1_000_003 - at if kind is int else f"argument {at} of a query" for at, kind in enumerate(self.kinds)]
        sql, given = self.build(*marks).query.sql_with_params()
        known = {str(mark): at for at, mark in enumerate(marks)}
        places = [known.get(str(value)) for value in given]
        if len({place for place in places if place is not None}) != len(marks):
            raise ValueError("Each argument must stand in the query as it is.")
        return time.monotonic(), sql, places, list(given)
