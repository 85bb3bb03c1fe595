"""Choosing a unit from a list in the tree's own order."""

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.units.models import Unit


def in_tree_order(units: list[Unit]) -> list[Unit]:
    """Units with each one's children right after it, by name. One whose parent is not among them counts as a top."""
    there = {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda unit: (unit.sort_key, unit.pk)):
        below[unit.parent_id if unit.parent_id in there else None].append(unit)
    ordered, waiting = [], below[None][::-1]
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += below[unit.pk][::-1]
    return ordered


class UnitField(forms.TypedChoiceField):
    """One of some units; its value is the Unit. The list is read once, with the first look at the form."""

    default_error_messages = {"invalid_choice": _("Choose a unit from the list.")}

    def __init__(self, *, units: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Unit"))
        super().__init__(coerce=self._unit, empty_value=None, **kwargs)
        self.units = {str(unit.pk): unit for unit in in_tree_order(list(units))}
        lowest = min((unit.level for unit in self.units.values()), default=0)
        self.choices = [("", kwargs.get("empty_label") or _("Choose a unit"))] + [
            (pk, f"{'– ' * (unit.level - lowest)}{unit.name}") for pk, unit in self.units.items()
        ]

    def _unit(self, pk: str) -> Unit:
        return self.units[str(pk)]
