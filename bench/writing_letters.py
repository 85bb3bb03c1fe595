"""What `bench/letters.py` measures, in a process of its own: the hub's settings belong to one folder and one database.

    HUB_DEMO=1 HUB_DATA=/a/folder python -m bench.writing_letters 20000
    HUB_DEMO=1 HUB_DATA=/a/folder python -m bench.writing_letters

The first fills the demo municipality up to so many people with an e-mail address. The second prints, as JSON, what the
letters of a morning cost: how many, seconds of the processor, queries, megabytes, and how many a second making adds.
"""

import json
import os
import resource
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.scene import quiet  # noqa: E402
from hub.management import marks  # noqa: E402
from hub.management.demo_data import DemoData  # noqa: E402
from hub.outbox.models import Letter  # noqa: E402
from hub.people.models import User  # noqa: E402
from hub.units.models import Membership, Unit  # noqa: E402
from hub.waiting import digests  # noqa: E402
from hub.waiting.models import DigestRun  # noqa: E402

AT_ONCE = 5000  # rows


def fill(people: int) -> None:
    marks.migrate(quiet)
    DemoData(quiet).fill_if_empty()
    hire(people - User.objects.exclude(email=None).count())


def make() -> None:
    run = DigestRun.objects.get()
    DigestRun.objects.filter(pk=run.pk).delete()  # as if this morning's were the first
    run = DigestRun.objects.create(day=run.day, through=timezone.now(), is_weekly=True)
    before, began = memory(), time.process_time()
    with CaptureQueriesContext(connection) as seen:
        digests.make(run)
    taken, grown, letters = time.process_time() - began, memory() - before, Letter.objects.count()
    digests.make(run)
    again = Letter.objects.count() - letters
    made = {"letters": letters, "seconds": taken, "queries": len(seen), "megabytes": grown, "again": again}
    print(json.dumps(made))


def hire(count: int) -> None:
    """People with an address, spread over all units, each with the must-reads that are for all."""
    units = list(Unit.objects.open().values_list("pk", flat=True))
    people = [User(number=f"B{n}", given_name="N", email=f"b{n}@askim.example", password="!") for n in range(count)]
    for person in people:
        person.tidy()
    made = User.objects.bulk_create(people, AT_ONCE)
    posts = [Membership(user=person, unit_id=units[n % len(units)]) for n, person in enumerate(made)]
    Membership.objects.bulk_create(posts, AT_ONCE)


def memory() -> float:
    """The most that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    fill(int(sys.argv[1])) if sys.argv[1:] else make()
