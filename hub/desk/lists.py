"""The lists of the desk, in the order in which they ask for attention."""

from typing import Any, ClassVar

from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.desk.things import (
    Broken,
    BrokenServices,
    Drafts,
    Due,
    List,
    Ownerless,
    PassedOn,
    Texts,
    Thing,
    Translations,
    Unsent,
    Vacant,
)
from hub.search.models import MissedSearch
from hub.units.models import Unit


class Missed(List):
    """Words only: who searched is kept nowhere, so there is nothing to show of it."""

    kind, name, since, urgent = "missed", _("Searched for in vain"), _("Last"), False
    lead = _("Write what is missing, or let the words mean the same as those that you use.")
    has_units = False
    sorts: ClassVar[dict[str, str]] = {"title": "words", "said": "times", "since": "last"}

    def applies(self, user: Any) -> bool:
        return Unit.objects.allowing(user, "profile").top().exists()

    def rows(self, user: Any) -> Any:
        searches = MissedSearch.objects.allowing(user, "profile").order_by()
        return searches.values("words").annotate(times=Sum("count"), last=Max("day"))

    def keys(self, user: Any) -> Any:
        return self.rows(user)

    def ordered(self, rows: Any, by: str) -> Any:
        key = by.lstrip("-") or "said"
        descends = by.startswith("-") or not by
        return rows.order_by(f"{'-' if descends else ''}{self.sorts.get(key, 'times')}", "words")

    def narrowed(self, rows: Any, words: str, unit: Unit | None) -> Any:
        for word in words.split():
            rows = rows.filter(words__icontains=word)
        return rows

    def thing(self, row: dict[str, Any]) -> Thing:
        said = ngettext("%(n)s time", "%(n)s times", row["times"]) % {"n": row["times"]}
        return Thing(self.kind, row["words"], "", said=said, since=row["last"])


LISTS: dict[str, List] = {
    each.kind: each
    for each in (
        Due(), PassedOn(), Vacant(), Broken(), BrokenServices(), Ownerless(), Translations(), Texts(), Drafts(),
        Unsent(), Missed(),
    )
}  # fmt: skip
