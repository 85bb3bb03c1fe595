"""What the keepers of one page need to know of it."""

from dataclasses import dataclass
from typing import Any

from hub.units.models import Page, PageCare, PageFinding, PageLink
from hub.units.reading import place_of
from hub.units.reviewing import STAGES, stage_of

MOST = 50  # entries of its history


@dataclass
class Kept:
    stage: str
    stage_name: Any
    answers: Any  # who answers for it today
    may_care: bool
    findings: list[PageFinding]
    broken: list[PageLink]
    history: list[PageCare]


def kept(page: Page, user: Any) -> Kept:
    stage = stage_of(page.review_on) if page.is_live else ""
    owner = page.owner if page.owner and page.owner.is_active else place_of(page.unit).answers
    history = PageCare.objects.allowing(user, "edit").filter(page=page).select_related("by", "before", "after")
    return Kept(
        stage,
        STAGES.get(stage, ""),
        owner,
        Page.objects.allowing(user, "edit").cared_for_by(user).filter(pk=page.pk).exists(),
        list(PageFinding.objects.allowing(user, "edit").filter(page=page)) if page.is_live else [],
        list(PageLink.objects.allowing(user, "edit").broken().filter(page=page).select_related("outside")),
        list(history[:MOST]),
    )
