from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.people.models import User
from hub.units.models import Role, Unit
from hub.units.models.helping import end_code_of_weaker
from hub.units.models.tree import Refused


class Command(BaseCommand):
    help = "Give a person a role on a unit. Meant for a new municipality, where nobody is there yet who may give one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="employee number")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("unit", help="the unit's code in the staff register, or “top” for the municipality")
        parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, help="first day, as 2026-11-23")
        parser.add_argument("--to", dest="ends_on", type=date.fromisoformat, help="last day, as 2026-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(number=options["number"]).first()
        if person is None:
            raise CommandError(f"Nobody has the employee number {options['number']}.")
        unit = find_unit(options["unit"])
        try:
            unit.give(options["role"], person, None, options["starts_on"], options["ends_on"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        end_code_of_weaker(person)
        self.stdout.write(f"{person} is now {Role(options['role']).label} in {unit}.")


def find_unit(code: str) -> Unit:
    if code == "top":
        tops = Unit.objects.open().filter(parent=None).order_by("pk")
        unit = tops.first() if len(tops) == 1 else None
    else:
        unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(f"There is no unit with the code {code}.")
    return unit
