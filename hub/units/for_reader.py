"""Queries about what a reader may see, with their SQL written once for all readers whose places are alike.

    @for_reader
    def latest(reader, unit):
        return Page.objects.visible_to(reader).live().filter(unit=unit).order_by("-published_at", "-pk")[:5]

    latest(request.user, unit.pk)  # a list

The permission question is asked by the same code as everywhere and answered by the database at every call. What is kept
is its text (see `hub.database.written`), for a stand-in whose posts and roles lie in units as the reader's do: two
nurses in two wards share one text. A recipe knows of its reader `pk`, `is_active`, and what `works_in` and `held_roles`
tell; anything else raises. `tests/test_written.py` holds the rows of every recipe against those of its plain query.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404

from hub.database.written import fit, rows_of, stand_ins
from hub.units.models.memberships import works_in
from hub.units.models.roles import held_roles

Path = tuple[int, ...]  # the units from the top, each as its place among the numbers
RECIPES: dict[str, Callable[..., QuerySet[Any, Any]]] = {}  # the plain queries, for tests
AMONG: dict[str, Callable[..., QuerySet[Any, Any]]] = {}  # and those of `among_rows`
LENGTHS = (20, 80, 400)  # of lists of numbers


class Shape(NamedTuple):
    """What decides the text for a reader, without any number."""

    is_active: bool
    works_in: tuple[Path, ...]
    held_roles: tuple[tuple[str, Path], ...]
    others: Path  # the further numbers of the call
    size: int  # how many numbers there are in all


class StandIn:
    """A reader of a shape, to write with."""

    def __init__(self, shape: Shape, numbers: range) -> None:
        def path(places: Path) -> str:
            return "".join(f"/{numbers[place]}" for place in places) + "/"

        self.pk, self.is_active = numbers[0], shape.is_active
        self._works_in = [path(places) for places in shape.works_in]
        self._held_roles = [(role, path(places)) for role, places in shape.held_roles]


def for_reader(recipe: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """`recipe(reader, *numbers)` makes the query set. Called, the decorated function answers with its rows."""

    def make(shape: Shape) -> QuerySet[Any, Any]:
        numbers = stand_ins(shape.size)
        return recipe(StandIn(shape, numbers), *(numbers[place] for place in shape.others))

    @wraps(recipe)
    def ask(reader: Any, *others: int) -> list[Any]:
        if isinstance(reader, StandIn):
            raise TypeError("A recipe uses plain query sets, not another recipe.")
        shape, numbers = places_of(reader, others)
        if not fit(numbers):
            return list(recipe(reader, *others))
        return rows_of(make, shape, numbers)

    RECIPES[f"{recipe.__module__}.{recipe.__qualname__}"] = recipe
    return ask


def among_rows(recipe: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """`recipe(reader, numbers, *words)` makes a query set about rows with these numbers, for a `for_reader` reader.

    Called with any list of numbers, the decorated function answers with the rows, a piece at a time. A text is kept for
    each of a few lengths, so the last number is said again until there are so many: the query takes them as a set.
    """

    def make(shape: tuple[Shape, int, tuple[str, ...]]) -> QuerySet[Any, Any]:
        mine, length, words = shape
        numbers = stand_ins(mine.size + length)
        return recipe(StandIn(mine, numbers), list(numbers[mine.size :]), *words)

    @wraps(recipe)
    def ask(reader: Any, among: Iterable[int], *words: str) -> list[Any]:
        wanted = list(among)
        shape, mine = places_of(reader, ())
        rows: list[Any] = []
        for start in range(0, len(wanted), LENGTHS[-1]):
            piece = wanted[start : start + LENGTHS[-1]]
            length = next(each for each in LENGTHS if each >= len(piece))
            numbers = mine + piece + piece[-1:] * (length - len(piece))
            rows += (
                rows_of(make, (shape, length, words), numbers) if fit(numbers) else list(recipe(reader, piece, *words))
            )
        return rows

    AMONG[f"{recipe.__module__}.{recipe.__qualname__}"] = recipe
    return ask


def one_or_404(rows: list[Any]) -> Any:
    """The only row of a recipe's answer, for views. Raises Http404 where there is none."""
    if not rows:
        raise Http404
    return rows[0]


def places_of(reader: Any, others: tuple[int, ...]) -> tuple[Shape, list[int]]:
    """How a reader's posts and roles lie in the tree, and the numbers that go there: their own, then the units'."""
    places: dict[int, int] = {}
    numbers = [reader.pk]

    def place(number: int) -> int:
        if number not in places:
            places[number] = len(numbers)
            numbers.append(number)
        return places[number]

    def path(text: str) -> Path:
        return tuple(place(int(pk)) for pk in text.split("/") if pk)

    posts = tuple(path(text) for text in sorted(works_in(reader)))
    roles = tuple((role, path(text)) for role, text in sorted(held_roles(reader)))
    further = tuple(place(number) for number in others)
    return Shape(reader.is_active, posts, roles, further, len(numbers)), numbers
