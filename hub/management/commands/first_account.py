from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from hub.people.models import OneTimeCode, User
from hub.units.models import Role, Unit


class Command(BaseCommand):
    help = "Make the first account, an IT person's, and print a one-time code with which to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="employee number")
        parser.add_argument("name", help="given and family name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        person = account(options["number"], options["name"])
        top = Unit.objects.open().filter(parent=None).first()
        if top:
            top.give(Role.IT, person, None)
        else:  # before the staff register is read there is no unit to be IT on
            person.is_superuser = True
            person.save(update_fields=["is_superuser"])
        code = OneTimeCode.make(person, by=person)
        self.stdout.write(f"{person} ({person.number}) may do what IT may. The code holds for 14 days, once:\n\n")
        self.stdout.write(f"    {settings.SITE_URL}{reverse('code')}\n    {person.number}   {code}\n")


def account(number: str, name: str) -> User:
    """The account with this number, made if there is none. It keeps its name."""
    person = User.objects.filter(number=number).first()
    if person is None:
        given, _, family = name.strip().rpartition(" ")
        person = User(number=number, given_name=given or family, family_name=family if given else "")
        person.set_unusable_password()
        try:
            person.full_clean(exclude=["password", "sort_key", "search_key"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        person.save()
    if not person.is_active:
        raise CommandError(f"{person} does not work here today.")
    return person
