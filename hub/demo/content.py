"""The demo municipality's texts, read from the files beside this one.

`content/<unit's code>/<slug>.html` is a page: a block of `key: value` lines between two `---`, then the text.
`<slug>.1.html`, `<slug>.2.html` are how it read before, `<slug>.draft.html` what is being written on it now.
In a text, `page:<slug>`, `unit:<code>`, `help:<guide>` and `content:<file in content/files>` stand for addresses.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from hub import richtext

HERE = Path(__file__).resolve().parent
CONTENT = HERE / "content"
FILES = CONTENT / "files"
_POINTER = re.compile(r'(href|src)="(page|unit|help|content):([^"]+)"')


class Version(NamedTuple):
    """A text of a page at one time."""

    slug: str
    title: str
    body: str
    author: str  # the role, in the unit or the nearest one above, of the person who wrote it
    days: int  # how many days ago it was published or, below 0, how many until it will be
    note: str
    state: str  # published, scheduled or draft


class PageText(NamedTuple):
    """A page with its texts, the oldest first."""

    slug: str
    unit: str
    language: str
    translates: str
    parent: str
    order: int
    reviewed: int | None  # days ago
    units: list[tuple[str, bool]]  # whom it is narrowed to: code, and whether the units below are in it
    roles: list[str]
    is_public: bool
    files: dict[str, str]  # attachments: what each is called there, by its name in content/files
    versions: list[Version]

    @property
    def pictures(self) -> dict[str, str]:
        """What each picture in the texts shows, by the name of its file."""
        shown = (picture for version in self.versions for picture in richtext.pictures(version.body))
        return {picture["src"].removeprefix("content:"): picture["alt"] for picture in shown}


def pages() -> list[PageText]:
    """Every page, in an order in which what one leans on (its parent, the text it translates) comes first."""
    unsorted = {path.stem: _page(path) for path in sorted(CONTENT.glob("*/*.html")) if "." not in path.stem}
    found: dict[str, PageText] = {}

    def take(slug: str) -> None:
        page = unsorted[slug]
        for other in (page.parent, page.translates):
            if other and other not in found:
                take(other)
        found.setdefault(slug, page)

    for slug in unsorted:
        take(slug)
    return list(found.values())


def _page(path: Path) -> PageText:
    fields, body = _read(path)
    state = fields.get("state", "published")
    author = fields.get("author", "editor")
    now = Version(path.stem, fields["title"], body, author, int(fields["published"]), "", state)
    before = [_version(other) for other in sorted(path.parent.glob(f"{path.stem}.[0-9].html"))]
    drafts = [_version(other)._replace(state="draft") for other in path.parent.glob(f"{path.stem}.draft.html")]
    return PageText(
        slug=path.stem,
        unit=path.parent.name,
        language=fields["language"],
        translates=fields.get("translates", ""),
        parent=fields.get("parent", ""),
        order=int(fields.get("order", "100")),
        reviewed=int(fields["reviewed"]) if "reviewed" in fields else None,
        units=[_narrowed(word) for word in _words(fields.get("narrow_units", ""))],
        roles=_words(fields.get("narrow_roles", "")),
        is_public=fields.get("public", "no") == "yes",
        files=dict(_named(word) for word in _words(fields.get("files", ""))),
        versions=[*before, now, *drafts],
    )


def _version(path: Path) -> Version:
    fields, body = _read(path)
    slug = path.name.split(".")[0]
    return Version(
        slug, fields["title"], body, fields["author"], int(fields["days"]), fields.get("note", ""), "published"
    )


def _read(path: Path) -> tuple[dict[str, str], str]:
    _empty, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    pairs = (line.partition(":") for line in head.splitlines())
    return {key.strip(): value.strip() for key, _colon, value in pairs}, body.strip()


def _narrowed(word: str) -> tuple[str, bool]:
    return word.removesuffix("+below"), word.endswith("+below")


def _named(word: str) -> tuple[str, str]:
    """`on-disk.pdf = Som den heter.pdf`"""
    name, _equals, called = word.partition("=")
    return name.strip(), called.strip()


def _words(listed: str) -> list[str]:
    return [word.strip() for word in listed.split(",") if word.strip()]


def pointers(body: str, kind: str) -> list[str]:
    """What a text points to, of one kind."""
    return [name for _attribute, found, name in _POINTER.findall(body) if found == kind]


def pointed(body: str, addresses: dict[tuple[str, str], str]) -> str:
    """The text with addresses, by (kind, name), in the place of what stands for them."""
    return _POINTER.sub(lambda found: f'{found[1]}="{addresses[found[2], found[3]]}"', body)


def table(name: str) -> dict[str, Any]:
    """One of the TOML files beside this one: cast, roles, units."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
