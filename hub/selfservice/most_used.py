"""The links that colleagues use most, for the front page: one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub.selfservice.models import Openings, ServiceLink
from hub.selfservice.models.openings import first_week, works_at
from hub.selfservice.page import ENOUGH
from hub.units.for_reader import for_reader

SHOWN = 4
READ = ["title", "address", "language"]


@dataclass
class MostLinks:
    links: list[ServiceLink]
    is_here: bool  # where the reader works; otherwise in the municipality


def most_links(reader: Any) -> MostLinks:
    rows = used(reader)
    here = [link for link in rows if link.here >= ENOUGH]
    if len(here) >= ENOUGH:
        return MostLinks(here[:SHOWN], True)
    everywhere = [link for link in rows if link.everywhere >= ENOUGH]
    return MostLinks(sorted(everywhere, key=lambda link: -link.everywhere)[:SHOWN], False)


@for_reader
def used(reader: Any) -> Any:
    """Links with `here` and `everywhere`, how often they were opened; those of the reader's own units first."""
    here, everywhere = times(Q(unit__in=works_at(reader), unit__parent__isnull=False)), times(Q(unit__parent=None))
    links = ServiceLink.objects.visible_to(reader).standing().filter(is_counted=True)
    often = links.annotate(here=here, everywhere=everywhere).filter(Q(here__gte=ENOUGH) | Q(everywhere__gte=ENOUGH))
    return often.only(*READ).order_by("-here", "-everywhere", "title", "pk")[: SHOWN * 3]


def times(where: Q) -> Any:
    kept = Openings.objects.filter(where, kind="link", key=OuterRef("pk"), week__gte=first_week(timezone.localdate()))
    return Coalesce(Subquery(kept.order_by().values("key").annotate(n=Sum("times")).values("n")), 0)
