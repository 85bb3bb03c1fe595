import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from hub.people.models import User


def cast() -> list[tuple[User, str]]:
    """Whom one may sign in as with a click, and what each is, in the demo municipality; nobody outside demo."""
    if not settings.DEMO:
        return []
    told = {entry["number"]: entry for entry in _entries(settings.DEMO_CAST)}
    people = {person.number: person for person in User.objects.active().filter(number__in=told)}
    return [(people[number], _what(entry)) for number, entry in told.items() if number in people]


def cast_member(number: str) -> User | None:
    return next((person for person, _ in cast() if person.number == number), None)


def _what(entry: dict[str, Any]) -> str:
    return entry.get(get_language() or "nb") or entry.get("nb", "")


@cache
def _entries(path: Path) -> list[dict[str, Any]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))["person"] if path.exists() else []
