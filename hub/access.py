"""The permission question, asked in one place: who may do what with which row.

`Model.objects.allowing(user, verb)` answers for rows, `thing.allows(user, verb)` for one row, and
`audience.addressees()` for people. The house-rule tests hold the answers against each other.
"""

from typing import Any, Self

from django.db import models


class Refused(Exception):
    """A verb that the rules do not allow now. Its text is a sentence for the person who asked."""


def is_world(user: Any) -> bool:
    """Whether nobody in particular asks: the whole world, which reads what is public without signing in."""
    return user.pk is None


class GuardedQuerySet(models.QuerySet):
    """Rows that can be asked for by what a person may do with them."""

    def allowing(self, user: Any, verb: str) -> Self:
        """The rows on which `user` may `verb`."""
        guarded: Any = self.model
        field = guarded.access_from
        above = guarded._meta.get_field(field).related_model
        deciding = above.objects.allowing(user, verb)
        return self.filter(**{f"{field}__in": deciding})

    def visible_to(self, user: Any) -> Self:
        return self.allowing(user, "view")


class Guarded(models.Model):
    """A row whose access travels along the foreign key named in `access_from`. Its set is a GuardedQuerySet."""

    access_from = ""

    class Meta:
        abstract = True

    def allows(self, user: Any, verb: str) -> bool:
        """Whether `user` may `verb` this row. Must agree with `allowing`."""
        return getattr(self, self.access_from).allows(user, verb)
