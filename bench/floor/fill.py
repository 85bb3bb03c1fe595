"""Make and fill the floor's database, always alike, and print the cookie of somebody signed in.

FLOOR_SQLITE=/a/path python -m bench.floor.fill
"""

import os
import random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.floor.settings")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from bench.floor.models import Message, Notice, Page, Unit  # noqa: E402

WORDS = (
    *("ward", "shift", "plan", "report", "budget", "guide", "form", "room", "meeting", "notice", "process", "safety"),
    *("training", "stock", "order", "archive", "contact", "holiday", "duty", "machine", "network", "office"),
)


def fill() -> Any:
    """20 units, 1,000 pages, 5,000 messages, 200 people. Returns the one who is to sign in."""
    chance = random.Random(7)
    reader, users = people()
    units = Unit.objects.bulk_create([Unit(name=f"Unit {n:02d}", slug=f"unit-{n:02d}") for n in range(20)])

    def text(words: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize()

    def body() -> str:
        return "".join(f"<p>{text(60)}.</p>" for _ in range(12))

    pages = Page.objects.bulk_create(
        [Page(unit=chance.choice(units), title=text(5), slug=f"page-{n}", body=body()) for n in range(1000)]
    )
    Message.objects.bulk_create(
        [Message(page=chance.choice(pages), author=chance.choice(users), text=text(14)) for _ in range(5000)]
    )
    Notice.objects.bulk_create([Notice(user=chance.choice(users), text=text(6)) for _ in range(3000)])
    Notice.objects.bulk_create([Notice(user=reader, text=text(6)) for _ in range(7)])
    return reader


def people() -> tuple[Any, list[Any]]:
    model: Any = get_user_model()
    users = [model(username=f"user{n}", first_name="U", last_name=str(n), password="!") for n in range(200)]
    users = model.objects.bulk_create(users)
    return model.objects.create_user("reader"), users


def main() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    client = Client()
    client.force_login(fill())
    print(f"sessionid={client.cookies['sessionid'].value}")


if __name__ == "__main__":
    main()
