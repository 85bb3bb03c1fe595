from typing import Any, Self

from django.db import models


class Keyed(models.Model):
    """A row that remembers the form that made it: sent twice (a double click, a net that was away) it is one row."""

    key = models.CharField(max_length=80, null=True, unique=True, editable=False)

    class Meta:
        abstract = True

    @staticmethod
    def own_key(by: Any, key: str) -> str | None:
        """The form's key as that person's, so that nobody meets what another has made; None without one."""
        return f"{by.pk}-{key}" if key else None

    @classmethod
    def made_before(cls, own_key: str | None) -> Self | None:
        return cls._base_manager.filter(key=own_key).first() if own_key else None
