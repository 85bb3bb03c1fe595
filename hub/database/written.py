"""Queries whose SQL is written once and asked many times.

Django writes the SQL of a query set anew whenever it is asked; on the front page that was two thirds of all work, and
twenty times what the database then needs to answer. Here the text is kept, and only the text: every call asks the
database, with the numbers and the moment of that call, so nothing that was answered before is ever shown again.

    @written_once
    def drafts_of(user: int) -> QuerySet:
        return PageDraft.objects.filter(saved_by=user, saved_at__lte=timezone.now()).select_related("page")

    drafts_of(request.user.pk)  # a list

A recipe is called with stand-ins, numbers that no row has, and what it makes is searched for them: there go the real
ones. `timezone.now()` is found in the same way; a day (`timezone.localdate()`) and the language are part of what the
text is kept under. So a recipe may hand its numbers on and compare them with each other, and may not count with them,
sort by them, or use a moment that is not now. What cannot be filled in later raises NotFixed when the text is written.
Recipes that ask about a reader's rights: `hub.units.for_reader`.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, wraps
from types import NoneType
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DataError, ProgrammingError, connections, transaction
from django.db.models import QuerySet, Value
from django.db.models.expressions import BaseExpression, Col
from django.utils import timezone
from django.utils.translation import get_language

from hub.database.preparing import Numbered, Preparing, of_eight_bytes, prepares

MOST = 600  # texts that a process keeps, some 25 kB each; those not used for longest are written anew
MOST_NUMBERS = 1000  # of one query
STAND_INS = 8 * 10**18  # the first of as many numbers; a column of 64 bits holds them
IN_TEXT = re.compile(r"(8000000000000000\d{3})")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")  # as SQLite gets it
CONSTANTS = (str, int, float, Decimal, date, timedelta, NoneType)

Make = Callable[[Any], QuerySet[Any, Any]]


class NotFixed(Exception):
    """A query depends on something that is not among the numbers, the day and the language."""


def written_once(recipe: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """`recipe(*numbers)` makes the query set. Called, the decorated function answers with its rows."""

    def make(count: int) -> QuerySet[Any, Any]:
        return recipe(*stand_ins(count))

    @wraps(recipe)
    def ask(*numbers: int) -> list[Any]:
        if not fit(numbers):
            return list(recipe(*numbers))
        return rows_of(make, len(numbers), numbers)

    return ask


def fit(numbers: Sequence[int]) -> bool:
    """Whether they go where the stand-ins are. Django answers for others, which stand in addresses at times."""
    return len(numbers) <= MOST_NUMBERS and all(0 <= number < STAND_INS for number in numbers)


def rows_of(make: Make, shape: Hashable, numbers: Sequence[int]) -> list[Any]:
    """The rows of `make(shape)`, with `numbers` where that has stand-ins. `make` is the same object at every call."""
    return _written(make, shape, timezone.localdate(), get_language()).rows(numbers)


def stand_ins(count: int) -> range:
    """Numbers to write with, in the order of the numbers that come in their place."""
    return range(STAND_INS, STAND_INS + count)


@lru_cache(maxsize=MOST)
def _written(make: Make, shape: Any, day: date, language: str) -> "Written":
    began = timezone.now()
    return Written(make(shape), began)


def forget() -> None:
    """Write every text anew at its next call: the code that makes them is another now."""
    _written.cache_clear()


class Written:
    """A query set as text, with gaps for numbers and for the moment."""

    def __init__(self, made: Any, began: datetime) -> None:
        self.using = made.db
        self.compiler: Any = made.query.get_compiler(made.db)
        self.numbers: list[tuple[int, type[int], int]] = []  # place among the parameters, kind, which number
        self.texts: list[tuple[int, list[str | int]]] = []  # place, pieces: text, or which number
        self.moments: list[int] = []
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, params = "", ()
        self.params = list(params)
        now = [self._adapted(began), self._adapted(timezone.now())]
        for place, value in enumerate(self.params):
            self._note(place, value, *now)
        self.compiler = reader_of(self.compiler)
        self.numbered = Numbered(self.sql, {place for place, _kind, _which in self.numbers})
        self.is_prepared: bool | None = None if prepares(connections[self.using]) else False  # None: not tried yet
        self.kind, self.model = type(made), made.model
        self.shown_as = made._iterable_class, made._fields, made._prefetch_related_lookups

    def _note(self, place: int, value: Any, began: Any, ended: Any) -> None:
        if isinstance(value, datetime) or (isinstance(value, str) and MOMENT.fullmatch(value)):
            if not began <= value <= ended:
                raise NotFixed(f"A moment that is not now: {value}")
            self.moments.append(place)
        elif isinstance(value, int) and 0 <= value - STAND_INS < MOST_NUMBERS:
            kind = of_eight_bytes(connections[self.using], type(value))
            self.numbers.append((place, kind, value - STAND_INS))
        elif isinstance(value, str) and IN_TEXT.search(value):
            pieces = IN_TEXT.split(value)
            whole: list[str | int] = [int(piece) - STAND_INS if n % 2 else piece for n, piece in enumerate(pieces)]
            self.texts.append((place, whole))
        elif not isinstance(value, CONSTANTS) or (isinstance(value, int) and value > STAND_INS):
            raise NotFixed(f"A value that may hold one of the numbers in some other form: {value!r}")

    def _adapted(self, moment: datetime) -> Any:
        return connections[self.using].ops.adapt_datetimefield_value(moment)

    def rows(self, numbers: Sequence[int]) -> list[Any]:
        if not self.sql:
            return []
        connection = connections[self.using]  # of this thread
        params = self._filled(numbers)
        if self.is_prepared is None:
            self.is_prepared = self._can_be_prepared(connection, params)
        return self._prepared(connection, params) if self.is_prepared else self._asked(connection, self.sql, params)

    def _can_be_prepared(self, connection: Any, params: tuple[Any, ...]) -> bool:
        """Not where it groups by what is filled in, for example."""
        try:
            with transaction.atomic(self.using):
                self._prepared(connection, params)
        except (ProgrammingError, DataError):
            return False
        return True

    def _prepared(self, connection: Any, params: tuple[Any, ...]) -> list[Any]:
        return self._asked(Preparing(connection), self.numbered.sql, self.numbered.filled(params))

    def _asked(self, connection: Any, sql: str, params: Sequence[Any]) -> list[Any]:
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda: (sql, params)
        rows = self.kind(self.model, Ready(compiler), self.using)
        rows._iterable_class, rows._fields, rows._prefetch_related_lookups = self.shown_as
        return list(rows)

    def _filled(self, numbers: Sequence[int]) -> tuple[Any, ...]:
        params = self.params.copy()
        for place, kind, which in self.numbers:
            params[place] = kind(numbers[which])
        for place, pieces in self.texts:
            params[place] = "".join(_text(pieces, numbers))
        if self.moments:
            now = self._adapted(timezone.now())
            for place in self.moments:
                params[place] = now
        return tuple(params)


def _text(pieces: Iterable[str | int], numbers: Sequence[int]) -> Iterable[str]:
    return (piece if isinstance(piece, str) else str(numbers[piece]) for piece in pieces)


def reader_of(compiler: Any) -> Any:
    """What reads the answer, without what wrote the question: that is twenty times as large."""
    lean = object.__new__(type(compiler))
    for name in ("col_count", "klass_info", "annotation_col_map", "has_extra_select"):
        setattr(lean, name, getattr(compiler, name, None))
    lean.select = [(_column(column), None, None) for column, _sql, _alias in compiler.select or []]
    return lean


def _column(column: Any) -> Any:
    """A column, or in the place of a calculation something that is read in the same way."""
    own = type(column).get_db_converters, type(column).convert_value
    if isinstance(column, Col) or own != (BaseExpression.get_db_converters, BaseExpression.convert_value):
        return column
    return Value(None, output_field=column.output_field)


class Ready:
    """What a query set asks of its query, once that is written."""

    def __init__(self, compiler: Any) -> None:
        self._compiler = compiler

    def get_compiler(self, using: str | None = None) -> Any:
        return self._compiler
