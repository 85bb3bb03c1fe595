"""`manage.py backup [FOLDER]`: save database and files while the hub runs, and prove that it can be restored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from hub.database import archive
from hub.database.stores import StoreError, store_of


class Command(BaseCommand):
    help = (
        "Saves the database and the stored files into one archive, restores it into a scratch copy and compares. "
        "The secret key is not in it; keep that yourself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, help="where to put the archive (default: backups in the data folder)"
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="remove older backups in the folder, so that N are left"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or settings.DATA / "backups"
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep must be at least 1: the backup that was just made.")
        try:
            made = archive.write(store_of(connection), Path(settings.MEDIA_ROOT), folder)
        except (StoreError, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from None
        self.stdout.write(f"{made}. Restored into a scratch copy and compared: whole.")
        if options["keep"]:
            for old in sorted(folder.glob("hub-*.tar"))[: -options["keep"]]:
                old.unlink()
                self.stdout.write(f"Removed {old}.")
