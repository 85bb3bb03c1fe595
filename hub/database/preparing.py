"""PostgreSQL plans a query anew whenever it is asked. For the texts that are written once it does so at first only.

Planning what stands in the header of every page takes PostgreSQL ten times as long as answering it. A text that a
connection has asked a few times (`prepare_threshold`) becomes a prepared statement there, and the numbers are sent
beside it. Whether one plan will do for all numbers PostgreSQL decides itself, by what the first five plans, for the
numbers of their callings, cost (`plan_cache_mode` stays at `auto`): where those are better, it goes on planning.
"""

import re
from collections.abc import Collection, Sequence
from itertools import count
from typing import Any

from django.db.utils import load_backend

MOST = 200  # statements that a connection keeps; then those not asked for longest go
GAP = re.compile(r"IN \(%s(?:, %s)+\)|%s|%%")


class Preparing:
    """A connection whose cursors send the numbers apart from the text, and prepare what is asked often."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        made = self._connection.cursor()
        raw = self._connection.connection
        raw.prepared_max = MOST
        # Found by the engine, so that a hub on SQLite needs no driver of PostgreSQL. One that reads no text anew.
        made.cursor = load_backend(self._connection.settings_dict["ENGINE"]).Database.RawCursor(raw)
        return made


def prepares(connection: Any) -> bool:
    """Whether it is PostgreSQL, and nothing between it and the hub forgets what was prepared."""
    options = connection.settings_dict["OPTIONS"]
    return connection.vendor == "postgresql" and options.get("prepare_threshold") is not None


def of_eight_bytes(connection: Any, kind: type[int]) -> type[int]:
    """The kind of a number that goes in a gap: a statement is prepared for kinds, and psycopg sends the shortest."""
    if kind is int and prepares(connection):
        eight: type[int] = connection.ops.integerfield_type_map["BigIntegerField"]
        return eight
    return kind


class Numbered:
    """A text with its gaps numbered, as PostgreSQL has them. A list of numbers is one gap, whatever its length."""

    def __init__(self, sql: str, numbers: Collection[int]) -> None:
        """`numbers` are the places among the parameters where whole numbers go."""
        self.lists: list[tuple[int, int]] = []  # where each begins and ends among the parameters
        place, gaps = 0, count(1)

        def numbered(found: re.Match[str]) -> str:
            nonlocal place
            if found[0] == "%%":
                return "%"
            start, place = place, place + found[0].count("%s")
            if place - start > 1 and all(each in numbers for each in range(start, place)):
                self.lists.append((start, place))
                return f"= ANY(${next(gaps)})"
            return re.sub("%s", lambda _gap: f"${next(gaps)}", found[0])

        self.sql = GAP.sub(numbered, sql)

    def filled(self, params: Sequence[Any]) -> list[Any]:
        values: list[Any] = []
        at = 0
        for start, end in self.lists:
            values += params[at:start]
            values.append(f"{{{','.join(map(str, params[start:end]))}}}")
            at = end
        return [*values, *params[at:]]
