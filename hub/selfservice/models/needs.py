from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _g

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.findable.marking import mark
from hub.units.models import Unit


class NeedQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Every employee reads the needs; who may "profile" the municipality keeps them."""
        if not user.is_active:
            return self.none()
        if verb == "view":
            return self.all()
        return self.all() if verb == "profile" and keeps_needs(user) else self.none()


def keeps_needs(user: Any) -> bool:
    """Shared Services and IT, who may "profile" the municipality itself."""
    return bool(Unit.objects.allowing(user, "profile").top().exists())


class Need(Guarded):
    """What somebody comes for, in their own words: "Syk eller borte". The headings of the page, in order."""

    name = models.CharField(max_length=60, unique=True)
    order = models.PositiveIntegerField(default=0, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    def allows(self, user: Any, verb: str) -> bool:
        return Need.objects.allowing(user, verb).filter(pk=self.pk).exists()

    @classmethod
    @transaction.atomic
    def add(cls, name: str, by: Any) -> "Need":
        """A new need, last."""
        last = cls.objects.aggregate(last=Max("order"))["last"] or 0
        need = cls.objects.create(name=name, order=last + 1)
        need.note("need_added", by, now=name)
        return need

    @transaction.atomic
    def rename(self, name: str, by: Any) -> None:
        was, self.name = Need.objects.values_list("name", flat=True).get(pk=self.pk), name
        if was != name:
            self.save(update_fields=["name"])
            self.note("need_renamed", by, was=was, now=name)
            mark("service", self.links.values_list("pk", flat=True))

    @transaction.atomic
    def move(self, up: bool, by: Any) -> None:
        """Change places with the one before or after it. The first one up, and the last one down, stay."""
        rows = list(Need.objects.select_for_update().order_by("order", "pk"))
        here = next(at for at, need in enumerate(rows) if need.pk == self.pk)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(rows):
            return
        rows[here], rows[there] = rows[there], rows[here]
        for at, need in enumerate(rows, start=1):
            need.order = at
        Need.objects.bulk_update(rows, ["order"])
        self.note("need_moved", by, now=self.name)

    @transaction.atomic
    def remove(self, by: Any) -> None:
        """Raises Refused while links stand under it; those that were taken away go to the rest."""
        if self.links.filter(removed_at=None).exists():
            raise Refused(_g("Links stand under “%(need)s”. Move them to another need first.") % {"need": self})
        mark("service", self.links.values_list("pk", flat=True))
        self.links.update(need=None, number=F("number") + 1)
        self.note("need_removed", by, was=self.name)
        self.delete()

    def note(self, kind: str, by: Any, was: str = "", now: str = "") -> Any:
        changes: Any = Need._meta.get_field("changes").related_model
        return changes.objects.create(need=self, kind=kind, by=by, was=was, now=now)
