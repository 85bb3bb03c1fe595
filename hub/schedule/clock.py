import logging
import threading
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import Error, close_old_connections, connections

from hub.schedule.jobs import Job

logger = logging.getLogger(__name__)
LOOK_EVERY = 5.0  # seconds
AFTER_THE_MINUTE = 0.05  # seconds


class Clock:
    """Runs jobs when they are due, in a thread of its own: a long task must not hold up what is to happen at 09.00.

    It looks just after every full minute, and every few seconds besides, for a worker that comes late or comes back.
    """

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.jobs = list(jobs)
        self.done: dict[str, datetime] = {}
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, name="clock", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Let a job that is under way end, and begin no other."""
        self.stopping.set()
        self.thread.join()

    def run(self) -> None:
        wait = 0.0
        while not self.stopping.wait(wait):
            close_old_connections()  # one that the database has ended is of no use
            self.look()
            wait = until_next(datetime.now(UTC))
        connections.close_all()

    def look(self) -> None:
        for job in self.jobs:
            now = datetime.now(UTC)
            slot = job.slot_at(now)
            if self.stopping.is_set() or self.done.get(job.name) == slot:
                continue
            try:
                job.run(now)
            except Error:  # away or busy: the slot is not claimed, so the next look tries again
                logger.warning("The database did not answer; %s waits.", job.name, exc_info=True)
            else:
                self.done[job.name] = slot


def until_next(now: datetime) -> float:
    """Seconds until the next look."""
    into_minute = now.second + now.microsecond / 1_000_000
    return min(LOOK_EVERY, 60 - into_minute + AFTER_THE_MINUTE)
