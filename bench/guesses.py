"""Guessing at passwords and codes: how many guesses are answered, and whether the time tells who there is.

`python3 manage.py bench guesses`. Against the hub's own views, on a scratch database, with argon2.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.figures import Figure, at_most

GUESSES, ANSWERED = 10_000, 50
ROUNDS = 150  # tries of each kind of account
HEADERS = (
    "X-Forwarded-For",
    "X-Real-IP",
    "Forwarded",
    "X-Client-IP",
    "CF-Connecting-IP",
    "True-Client-IP",
    "User-Agent",
)
PASSWORD = "et passord som ingen gjetter"
KINDS = ("unknown", "inactive", "known", "password-less")


def run() -> Iterator[Figure]:
    """The figures, from a process of its own: the hub's settings belong to one folder of data."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = os.environ | {"HUB_DATA": folder, "HUB_DEMO": "1", "DATABASE_URL": ""}
        command = [sys.executable, "-m", "bench.guesses"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout or ():
                name, value, goal, unit = line.rstrip("\n").split("\t")
                yield at_most(name, float(value), float(goal), unit)
        if process.returncode:
            raise RuntimeError("The guesses could not be measured.")


def measure() -> Iterator[tuple[str, float, float, str]]:
    people = fill()
    for name, path in (("passwords", "/sign-in/"), ("codes", "/code/")):
        yield f"gap in time between kinds of account, {name}", gap(path, people), 5, "%"
    yield "gap in time between kinds of account, letters", gap("/forgotten/", people), 5, "%"
    yield f"answered of {GUESSES:,} guesses from one address", answered("192.0.2.1"), ANSWERED, ""


def fill() -> dict[str, str]:
    """1,400 accounts, and one of each kind: its name for the sign-in page."""
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from hub.people.models import OneTimeCode, User

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    stored = make_password(PASSWORD)
    people = [
        User(number=str(1000 + i), given_name=f"Per {i}", family_name="Berg", password=stored) for i in range(1400)
    ]
    for number, more in (("5001", {"is_enabled": False}), ("5002", {}), ("5003", {"password": make_password(None)})):
        people.append(User(**{"number": number, "email": f"p{number}@dal.example", "password": stored} | more))
    for person in people:
        person.tidy()
    User.objects.bulk_create(people)
    for person in User.objects.filter(number__in=["5001", "5002"]):
        OneTimeCode.make(person, by=person)
    return dict(zip(KINDS, ("9999", "5001", "5002", "5003"), strict=True))


def gap(path: str, people: dict[str, str]) -> float:
    """How many per cent the median time of the slowest kind lies above that of the fastest.

    The processor's time: what else the machine does lengthens a try at its will, and would hide a gap as well as feign
    one. Each round tries every kind once, in an order of chance, and a time is taken as a share of its round, so that
    a machine that grows slower or faster on the way does not matter.
    """
    shares: dict[str, list[float]] = {kind: [] for kind in people}
    for _ in range(ROUNDS):
        times = {kind: time_of(path, people[kind]) for kind in random.sample(KINDS, len(KINDS))}
        for kind, taken in times.items():
            shares[kind].append(taken / statistics.mean(times.values()))
    medians = [statistics.median(share) for share in shares.values()]
    return (max(medians) / min(medians) - 1) * 100


def time_of(path: str, name: str) -> float:
    from hub.people.models import Throttle

    Throttle.objects.all().delete()  # each try is answered
    started = time.process_time()
    status = guess(path, name)
    taken = time.process_time() - started
    assert status in (302, 422), status
    return taken


def answered(address: str) -> int:
    """How many of the guesses are looked at: at passwords and codes in turn, half of them at one account and half at
    1,400, each with other headers and another spelling of the number.
    """
    from hub.people.models import Throttle

    Throttle.objects.all().delete()
    spellings: list[Callable[[str], str]] = [str, lambda n: f" {n} ", lambda n: n.translate(FULL_WIDTH)]
    looked_at = 0
    for i in range(GUESSES):
        path = ("/sign-in/", "/code/")[i % 2]
        name = spellings[i % len(spellings)]("1000" if i % 4 < 2 else str(1000 + i % 1400))
        headers = dict.fromkeys(HEADERS, f"203.0.{i // 250}.{i % 250}")
        looked_at += guess(path, name, headers=headers, REMOTE_ADDR=address) != 429
    return looked_at


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def guess(path: str, name: str, **more: Any) -> int:
    from django.test import Client

    typed = f"{random.getrandbits(60):x}"
    sent = {"/sign-in/": {"name": name, "password": typed}, "/code/": {"number": name, "code": typed}}
    return Client().post(path, sent.get(path, {"name": name}), **more).status_code


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    django.setup()
    for figure in measure():
        print(*figure, sep="\t", flush=True)


if __name__ == "__main__":
    main()
