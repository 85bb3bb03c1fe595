"""A notice as one reader sees it, and lists of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import segno
from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from hub import richtext
from hub.dialogue.models import number_of_comments
from hub.units.for_reader import for_reader
from hub.units.models import Notice, NoticeFile, Receipt, Reminder, Unit
from hub.units.models.audiences import Audience
from hub.units.models.roles import paths_where

ON_HOME = 5  # notices on a unit's home
ON_FRONT = 12  # and on the front page, must-reads first
WEEK = timedelta(days=7)


@dataclass
class NoticePage:
    notice: Notice
    title: str
    text: richtext.Shown
    language: str
    other_languages: list[tuple[str, str]]  # (code, name)
    is_behind: bool  # the translation is of a former text
    attachments: list[NoticeFile]
    receipt: Receipt | None  # mine, of the text that is asked about
    asks_me: bool
    may_edit: bool
    may_publish: bool
    may_reach: bool


def languages_of(notice: Notice) -> dict[str, Any]:
    """Each language the notice can be read in, with its translation; None for the notice's own text."""
    return {notice.language: None} | {text.language: text for text in notice.translations.select_related("of")}


def notice_page(notice: Notice, reader: Any, wanted: str = "") -> NoticePage:
    """`wanted` is a language that was asked for; otherwise the reader's own, or the notice's."""
    texts = languages_of(notice)
    language = next((code for code in (wanted, (get_language() or "")[:2]) if code in texts), notice.language)
    text = texts[language]
    mine = [r for r in notice.receipts.filter(user=reader).select_related("revision") if _counts(r, notice)]
    is_mine = notice.is_live and notice.is_must_read and Notice.objects.meant_for(reader).filter(pk=notice.pk).exists()
    return NoticePage(
        notice=notice,
        title=text.title if text else notice.title,
        text=richtext.show(text.body if text else notice.body),
        language=language,
        other_languages=[(code, name) for code, name in settings.LANGUAGES if code in texts and code != language],
        is_behind=bool(text and notice.current and text.of_id != notice.current_id),
        attachments=list(NoticeFile.objects.visible_to(reader).filter(notice=notice).attachments()),
        receipt=mine[0] if mine else None,
        asks_me=is_mine and not mine,
        may_edit=notice.allows(reader, "edit"),
        may_publish=notice.allows(reader, "publish"),
        may_reach=notice.allows(reader, "reach"),
    )


def _counts(receipt: Receipt, notice: Notice) -> bool:
    return receipt.revision.number >= notice.asked_from


def listed(notices: Any, reader: Any) -> Any:
    """Ready for a list: what asks something of the reader first, then the newest."""
    found = (
        notices.for_list((get_language() or "")[:2]).with_answer(reader).annotate(comment_count=number_of_comments())
    )
    return found.order_by("-asks_me", "-sent_at", "-pk")


@for_reader
def on_home(reader: Any, unit: int) -> Any:
    """What is in force on a unit's home, given by its number."""
    return listed(Notice.objects.visible_to(reader).live().filter(unit=unit), reader)[:ON_HOME]


@for_reader
def on_front(reader: Any) -> Any:
    """What is in force for me: must-reads that wait, then the newest. One query."""
    mine = listed(Notice.objects.meant_for(reader), reader)
    by = Reminder.objects.filter(notice=OuterRef("pk"), user=reader.pk).values("on")[:1]
    return mine.annotate(reminded_on=Subquery(by))[:ON_FRONT]


def of_the_week(reader: Any, unit: Unit) -> list[Any]:
    """What goes on a unit's wall: sent to everybody there during the last week, and must-reads still in force."""
    covering = Q(audience=None) | Q(audience__in=Audience.objects.covering(unit))
    recent = Q(sent_at__gte=timezone.now() - WEEK) | Q(weight=Notice.Weight.MUST_READ)
    found = Notice.objects.visible_to(reader).live().filter(covering, recent).select_related("unit")
    return [
        (notice, richtext.show(notice.body, f"n{notice.pk}", lower=1)) for notice in found.order_by("-sent_at", "-pk")
    ]


def qr(address: str) -> str:
    """A QR code, as an address of an image, that leads to a place in the hub."""
    return segno.make(f"{settings.SITE_URL}{address}", error="m").svg_data_uri(border=2, light="white", omitsize=True)


def scope_of(reader: Any, verb: str, unit: int | None) -> tuple[list[str], Unit | None]:
    """The paths of the units about whose people the reader may ask, narrowed to one unit if that is among them."""
    paths = paths_where(reader, verb)
    chosen = Unit.objects.allowing(reader, verb).filter(pk=unit).first() if unit else None
    return ([chosen.path] if chosen else paths), chosen
