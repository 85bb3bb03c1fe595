import logging
import os
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connections
from django.utils.crypto import get_random_string
from django.utils.module_loading import autodiscover_modules
from django_tasks_db.management.commands import db_worker

from hub.schedule.clock import Clock
from hub.schedule.jobs import registered

logger = logging.getLogger(__name__)
AFTER_AN_OUTAGE = 5.0  # seconds


class Command(BaseCommand):
    help = "Does the work in the background: tasks from the queue, and jobs by the clock. One or several may run."
    requires_system_checks = []  # the demo and `serve` have run them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument("--parent", type=int, metavar="PID", help="end when this process has ended")

    def handle(self, *args: Any, once: bool, parent: int | None, **options: Any) -> None:
        logging.getLogger("django_tasks").setLevel(logging.WARNING)  # it would say when each task begins
        autodiscover_modules("jobs")
        clock = Clock(registered.values())
        worker = Worker(once)
        if once:
            clock.look()
            worker.run()
            return
        worker.configure_signals()
        if parent:
            threading.Thread(target=end_with, args=[parent, worker], daemon=True).start()
        clock.start()
        if options["verbosity"] > 1:
            self.stdout.write("The worker is at work.")
            self.stdout.flush()
        try:
            worker.work()
        finally:
            clock.stop()


class Worker(db_worker.Worker):
    """The tasks, from a queue in the database. Ends between two tasks, never in the middle of one."""

    def __init__(self, once: bool) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=1,  # seconds between two looks into an empty queue
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self.ending = threading.Event()

    def shutdown(self, signum: int, frame: FrameType | None = None) -> None:
        """The first signal lets the task that is under way end. The second does not."""
        if not self.running:
            raise SystemExit(1)
        self.running = False
        self.ending.set()

    def work(self) -> None:
        """Run until told to end, also through an outage of the database."""
        while self.running:
            try:
                self.run()
            except Error:
                logger.warning("The database did not answer; trying again.", exc_info=True)
                connections.close_all()
                self.ending.wait(AFTER_AN_OUTAGE)


def end_with(parent: int, worker: Worker) -> None:
    """A parent that was killed cannot end its children: let the child see for itself."""
    while not worker.ending.wait(1):
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
