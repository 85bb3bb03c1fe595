"""One public thing as the world reads it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from hub import richtext
from hub.feeds.kinds import WORLD
from hub.feeds.wording import for_world, linked_in
from hub.units.models import Notice, Page, Unit

NAMES = dict(settings.LANGUAGES)


@dataclass
class PublicThing:
    title: str
    text: str  # safe HTML
    language: str
    unit: Unit
    at: datetime
    others: list[tuple[str, str, str]]  # (language, its name, address)


def public_page(page: Page) -> PublicThing:
    family = {page.original_id or page.pk, page.pk}
    versions = Page.objects.visible_to(WORLD).exclude(pk=page.pk).order_by("language", "pk")
    others = [
        (version.language, NAMES[version.language], f"/public/pages/{version.pk}/")
        for version in versions.filter(pk__in=family) | versions.filter(original__in=family)
    ]
    text = _text(page.body, page.language, f"/public/pages/{page.pk}/")
    assert page.published_at is not None  # what is not published is not public
    return PublicThing(page.title, text, page.language, page.unit, page.published_at, others)


def public_notice(notice: Notice, wanted: str = "") -> PublicThing | None:
    """In its own language, or in the wanted one; None where it is not written in that."""
    path = f"/public/notices/{notice.pk}/"
    texts = {notice.language: (notice.title, notice.body, path)}
    for text in notice.translations.all():
        texts[text.language] = (text.title, text.body, f"{path}in/{text.language}/")
    if wanted and (wanted not in texts or wanted == notice.language):
        return None
    language = wanted or notice.language
    title, body, here = texts[language]
    others = [(code, NAMES[code], texts[code][2]) for code in sorted(texts) if code != language]
    assert notice.sent_at is not None and notice.current is not None
    at = max(notice.sent_at, notice.current.at)
    return PublicThing(title, _text(body, language, here), language, notice.unit, at, others)


def _text(body: str, language: str, path: str) -> str:
    with override(language):
        text = richtext.show(body).html
    return for_world(text, path, linked_in([text]))
