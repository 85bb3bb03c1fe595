"""Requests of chance at every address: none may end in an error of ours, take long, or tell how we are made.

A quick share of `manage.py bench fuzz`, which runs this very test with HUB_FUZZ (how many requests), HUB_FUZZ_SEED and
HUB_FUZZ_REPORT (a file for what was seen).
"""

import json
import logging
import os
import re
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.test import Client
from hypothesis import HealthCheck, Phase, given

from hub.people.models import User
from hub.units.models import Notice, NoticeFile, Page, PageFile, RegisterRun, Unit, UnitUserGrant
from tests import canaries
from tests.addresses import rows
from tests.asking import Answer, Asked, Asker
from tests.fuzzing import TOKEN, Known, requests
from tests.traces import Traces

REQUESTS = int(os.environ.get("HUB_FUZZ", "300"))
SEED = int(os.environ.get("HUB_FUZZ_SEED", "7"))
REPORT = os.environ.get("HUB_FUZZ_REPORT")
EACH_WORLD = 1000  # requests until the municipality is made anew: they close units, end sessions and delete pages
SLOW = 5  # seconds
PEOPLE = ["sara", "amina", "ola", "eva", "kari", "nils", "siri", "hilde", "ivar"]
INSIDES = re.compile(
    rb"Traceback|site-packages|\.py\"|File \"|django\.|psycopg|sqlite3?\.|OperationalError|IntegrityError|DataError"
    rb"|ValueError|TypeError|KeyError|DoesNotExist|SELECT .{1,80} FROM|INSERT INTO|people_user|units_page|units_unit"
    rb"|SECRET_KEY|ALLOWED_HOSTS|DATABASE_URL|INSTALLED_APPS|MEDIA_ROOT|DJANGO_SETTINGS|HUB_DATA"
)


@dataclass
class Seen:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note(self, asked: Asked, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        self.slowest = max(self.slowest, answer.seconds)
        whole = answer.whole()
        inside = INSIDES.search(whole)
        faults = {
            f"status {answer.status}": answer.status >= 500,
            f"{answer.seconds:.1f} seconds": answer.seconds > SLOW,
            f"tells {inside and inside[0]!r}": inside,
            "tells the key": settings.SECRET_KEY.encode() in whole,
            "tells a path": str(settings.ROOT).encode() in whole,
        }
        for fault, is_there in faults.items():
            if is_there:
                self.faults.append(f"{fault}: {asked!r}"[:1500] + "\n" + "".join(self.errors[-1:]))
        self.errors.clear()

    def report(self, path: Path) -> None:
        told = {"seed": SEED, "requests": self.statuses.total(), "statuses": self.statuses, "slowest": self.slowest}
        telling = sum(fault.startswith("tells") for fault in self.faults)
        path.write_text(json.dumps({**told, "telling": telling, "faults": self.faults}))

    def hear(self, **kwargs: Any) -> None:
        """Django's word that a view has failed: the end of the trace is what one needs to mend it."""
        self.errors.append(traceback.format_exc()[-1500:])


class Fuzzer:
    """Draws requests, sends each as somebody of the cast, and keeps them signed in."""

    def __init__(self, asker: Asker, seen: Seen) -> None:
        self.asker, self.seen = asker, seen
        self.sessions: dict[str, str] = {}
        self.known: Known | None = None

    def run(self, count: int, seed: int) -> None:
        self.world = new_world()
        self.sessions.clear()
        known = self.known = self.known or self.learn()  # ids are the same in each world

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(requests(known))
        def ask(asked: Asked) -> None:
            self.seen.note(asked, self.send(asked))

        ask()

    def learn(self) -> Known:
        """Every page of the table as a leader, as IT and signed out, for the forms on it."""
        models: list[Any] = [Unit, User, Page, PageFile, RegisterRun, UnitUserGrant, Notice, NoticeFile]
        numbers = sorted({pk for model in models for pk in model.objects.values_list("pk", flat=True)})
        known = Known(PEOPLE, numbers)
        for row in rows():
            if row.method == "GET":
                for who in ("kari", "ivar", None):
                    answer = self.send(Asked("GET", row.address(self.world), [("Host", "testserver")], who=who))
                    known.learn(row.address(self.world), answer.body.decode("utf-8", "replace"))
        return known

    def send(self, asked: Asked) -> Answer:
        cookies = f"csrftoken={TOKEN}"
        if asked.who:
            cookies += f"; {settings.SESSION_COOKIE_NAME}={self.session(asked.who)}"
        headers = [*asked.headers, ("Cookie", cookies)]
        answer = self.asker.ask(Asked(asked.method, asked.target, headers, asked.body))
        if asked.who and answer.status == 302 and b"sign-in" in answer.header(b"location"):
            self.sessions.pop(asked.who)
        return answer

    def session(self, who: str) -> str:
        if who not in self.sessions:
            client = Client()
            client.force_login(getattr(self.world, who))
            self.sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[who]


def new_world() -> Any:
    call_command("flush", interactive=False, verbosity=0)
    cache.clear()
    world = canaries.build()
    world.shown, world.file = world.pages[0], world.files[0]
    return world


@pytest.fixture
def seen(traces: Traces, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    seen = Seen()
    got_request_exception.connect(seen.hear)
    monkeypatch.setattr(logging.getLogger(), "handlers", [traces])  # each refusal would be a line to keep
    yield seen
    got_request_exception.disconnect(seen.hear)


@pytest.mark.django_db(transaction=True)
def test_no_request_of_chance_breaks_anything_or_tells_how_we_are_made(seen: Seen) -> None:
    with Asker() as asker:
        fuzzer = Fuzzer(asker, seen)
        for number, start in enumerate(range(0, REQUESTS, EACH_WORLD)):
            fuzzer.run(min(EACH_WORLD, REQUESTS - start), SEED + number)
            mail.outbox.clear()
    if REPORT:
        seen.report(Path(REPORT))
    assert not seen.faults, "\n\n".join(seen.faults[:20])
