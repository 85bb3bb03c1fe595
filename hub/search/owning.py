"""Whom to ask when a search found nothing."""

from collections import Counter
from typing import Any

from django.db.models import Q

from hub.findable.models import LAST, Question, Word, holding
from hub.search.asking import Term
from hub.search.finding import documents_seen
from hub.units.models import Unit
from hub.units.models.memberships import works_in

START = 4  # letters that related words have in common
MOST = 60


def probable_owner(user: Any, terms: list[Term]) -> Unit | None:
    """The unit whose things speak most of related words; otherwise one's own, then the municipality.

    What the reader may not see counts for nothing here either.
    """
    units = Unit.objects.visible_to(user).open()
    spoken = Counter(unit for unit in related(user, terms) if unit)
    for pk, _times in spoken.most_common(3):
        if unit := units.filter(pk=pk).first():
            return unit
    own = [int(path.rstrip("/").rsplit("/", 1)[-1]) for path in works_in(user)[:1]]
    return units.filter(pk__in=own).first() or units.filter(parent=None).first()


def related(user: Any, terms: list[Term]) -> list[int | None]:
    """The units of things that hold words with the same beginning or end."""
    like = Q(pk__in=[])
    for term in terms:
        if len(term.stem) > START and term.stem.isalpha():
            start, end = (
                term.stem[: max(START, len(term.stem) // 2)],
                term.stem[-max(START, len(term.stem) // 2) :][::-1],
            )
            like |= Q(word__gte=start, word__lt=start + LAST) | Q(reverse__gte=end, reverse__lt=end + LAST)
    stems = list(dict.fromkeys(Word.objects.filter(like, documents__gt=0).values_list("stem", flat=True)[:100]))
    if not stems:
        return []
    asked = [Question([stems], in_title=True), Question([stems])]
    found = holding(asked, MOST)
    return [
        row.unit for kind, numbers in found.items() if kind != "person" for row in documents_seen(user, numbers, kind)
    ]
