"""`manage.py serve`: the hub in production."""

import os
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from hub.management.task_worker import task_worker

NEVER = {"security.W009"}  # a key that can be guessed: whoever has it signs in as anybody


class Command(BaseCommand):
    help = "Serves the hub until it is told to stop (Ctrl-C or SIGTERM); running requests are answered first."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=int(os.environ.get("HUB_PORT", "8000")))
        parser.add_argument("--worker", action="store_true", help="run the task worker too, as a process of its own")
        parser.add_argument(
            "--grace",
            type=float,
            default=0,
            help="seconds to go on accepting after /readyz has begun to say no; for a load balancer",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for refusal in (self.refuse_settings, self.refuse_checks, self.refuse_database):
            refusal()
        with ExitStack() as stack:
            if options["worker"]:
                stack.enter_context(task_worker())
            # Twisted chooses its loop when it is imported, so only the command that serves may import it; and the
            # worker, which began as a copy of this process, does without it.
            from hub.serving.server import PortTaken, run

            application = import_string(settings.ASGI_APPLICATION)
            try:
                run(
                    application,
                    options["host"],
                    options["port"],
                    body_limit=settings.BODY_LARGEST,
                    grace=options["grace"],
                    announce=self.announce,
                )
            except PortTaken as error:
                raise CommandError(str(error)) from None

    def announce(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def refuse_settings(self) -> None:
        """The few that Django would let pass or say in a way that helps nobody."""
        if not secret_key():
            raise CommandError(
                "SECRET_KEY is not set. Make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` "
                "and give it as SECRET_KEY, or in a file as SECRET_KEY_FILE."
            )
        if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
            raise CommandError(
                "ALLOWED_HOSTS is not set. Give the names under which people reach the hub, for example "
                "ALLOWED_HOSTS=intranett.kommune.no."
            )
        if settings.DEMO:
            raise CommandError("HUB_DEMO is on, which lets everybody sign in as the cast with one click. Remove it.")
        if settings.DEBUG:
            raise CommandError("DEBUG is on, which shows the inside of the hub to everybody. Remove it.")

    def refuse_checks(self) -> None:
        try:
            found = checks.run_checks(include_deployment_checks=True, databases=[connection.alias])
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}") from None
        found = [message for message in found if not message.is_silenced()]
        for message in found:
            if checks.WARNING <= message.level < checks.ERROR and message.id not in NEVER:
                self.stderr.write(str(message))
        errors = [str(message) for message in found if message.level >= checks.ERROR or message.id in NEVER]
        if errors:
            raise CommandError("The hub does not start with these settings:\n" + "\n".join(errors))

    def refuse_database(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is older than this version of the hub. Run `manage.py migrate` first.")
        connection.close()


def secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""
