"""`manage.py restore ARCHIVE`: put a backup in the place of what is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hub.database import archive
from hub.database.stores import StoreError, store_of


class Command(BaseCommand):
    help = "Checks a backup and puts it in the place of the present database and files. Stop the hub first."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--check", action="store_true", help="only try the backup out in a scratch copy")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["archive"]
        if not path.is_file():
            raise CommandError(f"There is no backup at {path}.")
        store, media = store_of(connection), Path(settings.MEDIA_ROOT)
        try:
            if options["check"]:
                self.stdout.write(f"{archive.check(store, path)}. Whole.")
                return
            if not options["yes"] and not self.agreed():
                raise CommandError("Nothing was changed.")
            connection.close()
            done = archive.restore(store, path, media)
        except StoreError as error:
            raise CommandError(f"Nothing was restored. {error}") from None
        self.stdout.write(
            f"Restored {done}. Run `manage.py migrate` if the backup is of an older version, then start the hub."
        )

    def agreed(self) -> bool:
        answer = input("This replaces the present database and files with those of the backup. Type yes to go on: ")
        return answer.strip().lower() in ("yes", "ja")
