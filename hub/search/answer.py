from typing import Any

from django.utils.functional import cached_property

from hub.findable.sources import registered
from hub.search.finding import Finder, Found, Hit, show
from hub.search.forms import SearchForm
from hub.search.owning import probable_owner
from hub.units.models import Unit


class Answer:
    """What is said to one search: the hits of the chosen kind, how many there are of each, and whom else to ask."""

    def __init__(self, user: Any, form: SearchForm) -> None:
        self.user, self.form = user, form

    @cached_property
    def found(self) -> Found:
        return Finder(self.user, self.form.chosen_unit).find(self.form.phrase)

    @property
    def hits(self) -> list[Hit]:
        return self.found.of_kind(self.form.chosen_kind)

    @property
    def is_missed(self) -> bool:
        """Whether a whole search, not narrowed to anything, found nothing."""
        return bool(self.found.terms) and not self.found.hits and self.form.chosen_unit is None

    @cached_property
    def owner(self) -> Unit | None:
        return probable_owner(self.user, self.found.terms) if self.is_missed else None

    @property
    def kinds(self) -> list[tuple[str, Any, int, bool]]:
        """(kind, its name, how many hits, whether it is chosen) of those that have any."""
        counts, chosen = self.found.kinds, self.form.chosen_kind
        return [
            (kind, source.name, counts[kind], kind == chosen)
            for kind, source in registered.items()
            if not source.among and (counts[kind] or kind == chosen)
        ]

    def show(self, hits: list[Hit], with_snippets: bool = True) -> None:
        show(hits, self.found.terms, with_snippets)
