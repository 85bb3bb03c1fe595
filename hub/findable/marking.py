"""How a change comes to the search: marked in the transaction that makes it, brought in when that has ended."""

from typing import Any

from django.db import connection, models, transaction

from hub.findable.models import Mark
from hub.findable.tasks import bring_in_soon


class Findable(models.Model):
    """A row that says something, or changes what another says. Who changes rows by the dozen calls `mark` instead."""

    found_as = ""  # the kind of the source

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.mark()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            self.mark()
            return super().delete(*args, **kwargs)

    def mark(self) -> None:
        """Have it read anew. Who says something through other rows too marks those as well."""
        mark(self.found_as, [self.found_key])

    @property
    def found_key(self) -> int:
        return self.pk


def mark(kind: str, keys: Any) -> None:
    """Have these things read anew as soon as the transaction has ended. `keys` may be a query of numbers."""
    Mark.objects.bulk_create([Mark(kind=kind, key=key) for key in dict.fromkeys(keys)], batch_size=500)
    if not any(entry[1] is bring_in_soon for entry in connection.run_on_commit):
        transaction.on_commit(bring_in_soon, robust=True)
