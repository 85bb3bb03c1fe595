"""The guides to the hub: Markdown under docs/bruk, the same for those who read the code and those who use the hub."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import override
from markdown_it import MarkdownIt

from hub import richtext

FOLDER: Path = settings.ROOT / "docs" / "bruk"
# In the order of the list.
NAMES = ["logge-inn", "ansatt", "leder", "redaktor", "selvbetjening", "prosjekt", "register", "fellesfunksjoner"]
NAMES += ["beredskap"]
PUBLIC = {"logge-inn"}  # who has never signed in has to be able to read how
FIRST = settings.LANGUAGE_CODE  # the language that every guide is written in

_markdown = MarkdownIt("commonmark").enable("table")
_LINK = re.compile(r'href="([a-z-]+)\.md"')


class Guide(NamedTuple):
    name: str
    language: str  # that it is written in, which may be another than the reader's
    title: str
    lead: str  # the first paragraph, as plain words
    text: richtext.Shown


def guide(name: str, language: str) -> Guide:
    """One guide in the reader's language where it exists, otherwise in the first. Read once in each process."""
    return _read(name, language if _file(name, language).is_file() else FIRST)


@cache
def _read(name: str, language: str) -> Guide:
    heading, lead, rest = _file(name, language).read_text(encoding="utf-8").split("\n\n", 2)
    html = _LINK.sub(r'href="../\1/"', _markdown.render(rest))
    lead_words = richtext.words(_markdown.render(lead))
    with override(language):  # what `show` adds for those who listen is in the language of the guide
        return Guide(name, language, heading.removeprefix("# ").strip(), lead_words, richtext.show(html))


def _file(name: str, language: str) -> Path:
    return FOLDER / ("" if language == FIRST else language) / f"{name}.md"
