"""What the hub leaves behind where others look: log lines with their tracebacks, letters, and tasks in the database.

Everything that a test makes is read here as it is made. A canary among it fails that test, whatever the test is about:
a log is read by those who look after the machine, a letter lies in somebody's inbox, and no rule of access holds there.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.mail.backends import locmem
from django.db.models.signals import post_save
from django_tasks_db.models import DBTaskResult

from hub.people.models import User
from hub.profile.models import Profile
from tests import canaries, world

# The canaries of tests/canaries.py, and what every text of tests/world.py begins with.
FORMS = re.compile(rf"{canaries.FORM.pattern.decode()}|{world.TEXT}|{world.PASSWORD}", re.IGNORECASE)


class Traces(logging.Handler):
    """Reads along; `found` holds where a canary stood and what stood around it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.found: list[str] = []

    def look(self, where: str, said: str) -> None:
        for form in FORMS.finditer(said):
            self.found.append(f"{where}: …{said[max(0, form.start() - 200) : form.end() + 40]}…")

    def take(self) -> list[str]:
        found, self.found = self.found, []
        return found

    @contextmanager
    def planted(self) -> Iterator[list[str]]:
        """What is found inside is the test's own doing, and told to nobody else."""
        before, self.found = self.found, []
        yield self.found
        self.found = before

    def emit(self, record: logging.LogRecord) -> None:
        """Formatted as the console has it: the message, and the traceback when there is one."""
        self.look("log", self.format(record))

    def of_letters(self, letters: list[Any]) -> None:
        """A letter may greet a person in its first line, and name the municipality."""
        for letter in letters:
            greeting, _, text = letter.body.partition("\n")
            for user in User.objects.all():
                greeting = greeting.replace(user.get_short_name(), "")
            said = f"{letter.subject}\n{greeting}\n{text}\n{letter.alternatives}\n{letter.attachments}"
            self.look("letter", said.replace(Profile.current().name, ""))

    def of_task(self, sender: Any, instance: DBTaskResult, **more: Any) -> None:
        kept = (instance.args_kwargs, instance.return_value, instance.exception_class_path, instance.traceback)
        self.look("task", "\n".join(json.dumps(part, ensure_ascii=False, default=str) for part in kept))


@pytest.fixture(scope="session")
def traces() -> Iterator[Traces]:
    traces = Traces()
    send = locmem.EmailBackend.send_messages

    def send_messages(self: Any, messages: Any) -> Any:
        messages = list(messages)
        traces.of_letters(messages)
        return send(self, messages)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "send_messages", send_messages)
        post_save.connect(traces.of_task, sender=DBTaskResult)
        logging.getLogger().addHandler(traces)
        yield traces
        logging.getLogger().removeHandler(traces)
        post_save.disconnect(traces.of_task, sender=DBTaskResult)
    assert not traces.found, traces.found


@pytest.fixture(autouse=True)
def leaves_no_trace(traces: Traces) -> Iterator[None]:
    if traces not in logging.getLogger().handlers:  # a benchmark that was loaded has set up the logs anew
        logging.getLogger().addHandler(traces)
    yield
    found = traces.take()
    assert not found, "Canaries where others look:\n" + "\n".join(found[:10])
