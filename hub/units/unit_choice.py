"""Choosing a unit from a list in the tree's own order."""

from collections import defaultdict
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.units.models import Unit


class Line(NamedTuple):
    """What a list of units needs of each: a long list makes no models."""

    pk: int
    parent_id: int | None
    sort_key: str
    path: str
    name: str

    @property
    def level(self) -> int:
        return self.path.count("/") - 2


Node = TypeVar("Node", Unit, Line)


def lines(units: Any) -> list[Line]:
    """Some units in tree order, each with what a list needs of it."""
    return in_tree_order([Line(*row) for row in units.order_by().values_list(*Line._fields)])


def in_tree_order(units: list[Node]) -> list[Node]:
    """Units with each one's children right after it, by name. One whose parent is not among them counts as a top."""
    there = {unit.pk for unit in units}
    below: dict[int | None, list[Node]] = defaultdict(list)
    for unit in sorted(units, key=lambda unit: (unit.sort_key, unit.pk)):
        below[unit.parent_id if unit.parent_id in there else None].append(unit)
    ordered, waiting = [], below[None][::-1]
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += below[unit.pk][::-1]
    return ordered


def indented(units: list[Any]) -> list[tuple[str, str]]:
    """(value, label) of units in tree order, for a list to choose from."""
    lowest = min((unit.level for unit in units), default=0)
    return [(str(unit.pk), f"{'– ' * (unit.level - lowest)}{unit.name}") for unit in units]


class UnitField(forms.TypedChoiceField):
    """One of some units; its value is the Unit."""

    default_error_messages = {"invalid_choice": _("Choose a unit from the list.")}

    def __init__(self, *, units: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Unit"))
        super().__init__(coerce=self._unit, empty_value=None, **kwargs)
        self.units = {str(unit.pk): unit for unit in in_tree_order(list(units))}
        self.choices = [("", _("Choose a unit")), *indented(list(self.units.values()))]

    def _unit(self, pk: str) -> Unit:
        return self.units[str(pk)]
