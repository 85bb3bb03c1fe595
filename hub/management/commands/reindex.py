from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from hub.findable.writing import rebuild


class Command(BaseCommand):
    help = "Builds the search index anew. People can search and write meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        started = monotonic()
        count = rebuild()
        self.stdout.write(f"{count} documents can be found. It took {monotonic() - started:.1f} seconds.")
