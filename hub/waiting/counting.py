"""How much waits for a person: one query for all kinds, the same wherever the count is shown."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, IntegerField, OuterRef, Subquery

from hub.waiting.models import ListVisit
from hub.waiting.sources import MOST, Source, in_order


class Counted(Subquery):
    """How many rows a query set has, as a column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def counting(reader: Any) -> Any:
    """How many things of each kind wait for `reader`: a query set of one row, with a column for each."""
    columns = {
        column(source): Counted(open_rows(source, reader).order_by().values("pk")[:MOST]) for source in in_order()
    }
    return get_user_model().objects.filter(pk=reader.pk).order_by().only("pk").annotate(**columns)


def total(rows: Iterable[Any]) -> int:
    """All of them together."""
    return sum(getattr(row, column(source)) for row in rows for source in in_order())


def column(source: Source) -> str:
    return f"waiting_{source.kind}"


def open_rows(source: Source, reader: Any) -> Any:
    """What counts still: of things that are only told, those since the last visit to the list."""
    rows = source.asking(reader)
    if not source.since:
        return rows
    return rows.exclude(Exists(ListVisit.objects.filter(user=reader.pk, at__gte=OuterRef(source.since))))
