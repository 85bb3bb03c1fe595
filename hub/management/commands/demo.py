from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.module_loading import import_string
from django.utils.translation import override

import hub_setup
from hub.demo.fill import PASSWORD
from hub.management import marks
from hub.management.demo_data import DemoData, NotTheDemo
from hub.management.task_worker import task_worker
from hub.people.cast import cast


class Command(BaseCommand):
    help = "Starts the hub with a made-up municipality to look around in. What you change in it stays until --fresh."
    requires_system_checks = []  # the settings of the demo are ours

    def add_arguments(self, parser: ArgumentParser) -> None:
        hub_setup.add_address(parser)
        parser.add_argument("--fresh", action="store_true", help="throw away what was changed and begin anew")

    def handle(self, *args: Any, host: str, port: int, fresh: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Start the demo with `python3 manage.py demo`.")
        try:
            self.prepare(fresh)
        except NotTheDemo as refusal:
            raise CommandError(str(refusal)) from refusal
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        self.serve(host, port)

    def prepare(self, fresh: bool) -> None:
        data = DemoData(self.say)
        if fresh:
            data.forget()
        marks.migrate(self.say)
        data.fill_if_empty()
        marks.collect_static(self.say)

    def serve(self, host: str, port: int) -> None:
        with task_worker():
            # Late: Twisted chooses its loop when it is imported, and the worker does without it.
            from hub.serving import server

            # By name, after everything else: loading it reads the list of collected files.
            application = import_string(settings.ASGI_APPLICATION)
            limit = settings.BODY_LARGEST
            try:
                server.run(application, host, port, body_limit=limit, announce=lambda _: self.welcome(host, port))
            except server.PortTaken as error:
                raise CommandError(str(error)) from error
        self.say("Stopped. What you changed is kept.")

    def welcome(self, host: str, port: int) -> None:
        self.say(f"\nThe hub runs at {hub_setup.site(host, port)}/")
        self.say(f"Sign in there with one click, or with a number and the password: {PASSWORD}\n")
        with override("en"):
            for user, description in cast():
                self.say(f"  {user.number}  {user!s:<28} {description}")
        self.say("\nCtrl-C ends it.\n")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
