"""What the guides say to the search: each language a document of its own, for readers of that language."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.findable.sources import Said, Source, register
from hub.help.guides import FIRST, NAMES, guide

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Guides(Source):
    kind, name, icon = "guide", _("Help"), "question"

    def keys(self) -> Iterable[int]:
        return range(len(NAMES) * len(LANGUAGES))

    def say(self, keys: list[int]) -> Iterator[Said]:
        for key in keys:
            place, language = divmod(key, len(LANGUAGES))
            found = guide(NAMES[place], LANGUAGES[language]) if place < len(NAMES) else None
            if found and found.language == LANGUAGES[language]:
                headings = " · ".join(heading.text for heading in found.text.headings)
                text = f"{found.lead} {richtext.words(found.text.html)}"
                url = reverse("help-guide", args=[found.name])
                yield Said(key, found.title, url, headings=headings, text=text, language=found.language)

    def visible_to(self, user: Any) -> Q:
        """Everybody who works here, and each guide once: in the reader's language, or in the one all are written in."""
        if not user.is_active:
            return Q(pk__in=[])
        mine = (get_language() or FIRST)[:2]
        read = [LANGUAGES.index(guide(name, mine).language) for name in NAMES]
        return Q(key__in=[place * len(LANGUAGES) + language for place, language in enumerate(read)])


register(Guides())
