"""A measured figure and the goal it has to hold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of a benchmark. `holds` is the verdict, decided where the figure is measured."""

    name: str
    value: float
    goal: float
    holds: bool
    unit: str = ""

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "short"
        return f"{self.name}: {_short(self.value, self.unit)} (goal {_short(self.goal, self.unit)}) {verdict}"


def at_most(name: str, value: float, goal: float, unit: str = "") -> Figure:
    return Figure(name, value, goal, value <= goal, unit)


def at_least(name: str, value: float, goal: float, unit: str = "") -> Figure:
    return Figure(name, value, goal, value >= goal, unit)


def _short(number: float, unit: str) -> str:
    text = f"{number:,.2f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"
    return f"{text} {unit}".rstrip()
