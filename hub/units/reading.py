"""What a reader gets to see around a page: the way down to it, its subpages, translations and who answers for it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import FilteredRelation, Q
from django.utils import timezone

from hub import richtext
from hub.database.written import written_once
from hub.units.for_reader import for_reader
from hub.units.models import Page, PageFile, Role, Unit

DEPTH = 5  # a page has at most so many pages above it
_ABOVE = ["__".join(["parent"] * steps) for steps in range(1, DEPTH + 1)]
_PERSON = ("pk", "given_name", "preferred_name", "family_name", "active_from", "active_to", "is_enabled", "number")


def for_reading(pages: Any) -> Any:
    """The pages with all that one sheet needs of them, and the titles above each, in one query."""
    heavy = [f"{above}__body" for above in _ABOVE]
    return pages.select_related("unit", "owner", "current", _ABOVE[-1]).defer("current__body", *heavy)


@for_reader
def to_read(reader: Any, page: int) -> Any:
    return for_reading(Page.objects.visible_to(reader)).filter(pk=page)


@dataclass
class Place:
    """Where a unit hangs, and who answers for its pages where they name nobody."""

    units: list[tuple[str, str]] = field(default_factory=list)  # (name, address), the top first
    answers: Any = None
    publishers: list[Any] = field(default_factory=list)  # of the nearest unit that has any


def place_of(unit: Unit) -> Place:
    """One query: the units from the top down, with their chief editors, leaders and deputies of today.

    The nearest unit decides; on it the chief editor goes before the leader.
    """
    today, place = timezone.localdate(), Place()
    nearest: dict[str, list[tuple[str, Any]]] = {}
    for row in _posts_over(*sorted([*unit.ancestor_ids, unit.pk])):
        path, name, pk, role, starts, ends, *person = row
        if (name, f"/units/{pk}/") not in place.units:
            place.units.append((name, f"/units/{pk}/"))
        user = get_user_model()(**dict(zip(_PERSON, person, strict=True))) if role else None
        if user and user.is_active and (starts or today) <= today <= (ends or today):
            nearest.setdefault(path, []).append((role, user))
    for path in sorted(nearest, reverse=True):
        posts = sorted(
            nearest[path], key=lambda post: [Role.CHIEF_EDITOR, Role.LEADER, Role.DEPUTY].index(Role(post[0]))
        )
        place.publishers = place.publishers or list({user.pk: user for _role, user in posts}.values())
        first = next((user for role, user in posts if role != Role.DEPUTY), None)
        place.answers = place.answers or first
    return place


@written_once
def _posts_over(*units: int) -> Any:
    posts = Q(user_grants__role__in=[Role.CHIEF_EDITOR, Role.LEADER, Role.DEPUTY])
    above = Unit.objects.filter(pk__in=units, merged_into=None)
    with_posts = above.annotate(post=FilteredRelation("user_grants", condition=posts))
    names = ["path", "name", "pk", "post__role", "post__starts_on", "post__ends_on"]
    return with_posts.order_by("path").values_list(*names, *(f"post__user__{name}" for name in _PERSON))


@dataclass
class Sheet:
    """A page as one reader sees it."""

    page: Page
    text: richtext.Shown
    crumbs: list[tuple[str, str]]
    children: list[Page]
    translations: list[Page]
    attachments: list[PageFile]
    answers: Any
    publishers: list[Any]
    draft: Any = None  # shown in place of the text, to writers, while nothing is published

    @property
    def title(self) -> str:
        return self.draft.title if self.draft else self.page.title

    @property
    def changed_original(self) -> Page | None:
        """What this is a translation of, when that has been published anew since; for the writers."""
        return next((other for other in self.translations if is_newer(other, self.page)), None)


def is_newer(original: Page, page: Page) -> bool:
    return original.pk == page.original_id and original.current_id != page.original_revision_id


def changed_original(page: Page, user: Any) -> Page | None:
    """The same for the editor; a query for translations only."""
    if page.original_id is None:
        return None
    original = Page.objects.visible_to(user).filter(pk=page.original_id).for_list().first()
    return original if original and is_newer(original, page) else None


def sheet(page: Page, user: Any, draft: Any = None) -> Sheet:
    """Everything around the text, each list filtered by what `user` may see. `page` comes from `for_reading`."""
    above = _pages_above(page)
    family = family_of(user, page.pk, page.original_id or page.pk, *(over.pk for over in above))
    seen = {relative.pk for relative in family}
    place = place_of(page.unit)
    crumbs = place.units + [(over.title, over.get_absolute_url()) for over in above if over.pk in seen]
    owner = page.owner if page.owner and page.owner.is_active else place.answers
    return Sheet(
        page=page,
        text=richtext.show(draft.body if draft else page.body),
        crumbs=crumbs,
        children=[relative for relative in family if relative.parent_id == page.pk],
        translations=[relative for relative in family if _is_translation(page, relative)],
        attachments=attachments(user, page.pk),
        answers=owner,
        publishers=place.publishers,
        draft=draft,
    )


def _pages_above(page: Page) -> list[Page]:
    """The pages over this one, the top first. They came with it; nobody may see a title before it is filtered."""
    found: list[Page] = []
    over = page.parent
    while over is not None and over not in found and len(found) < DEPTH:
        found.insert(0, over)
        over = over.parent if len(found) < DEPTH else None
    return found


@for_reader
def family_of(reader: Any, page: int, root: int, *above: int) -> Any:
    """What the reader sees of the pages above and right below one, and of the same page in other languages."""
    near = Q(pk__in=above) | Q(parent=page) | Q(original=root) | Q(pk=root)
    return Page.objects.visible_to(reader).filter(near).exclude(pk=page).for_list()


@for_reader
def attachments(reader: Any, page: int) -> Any:
    return PageFile.objects.visible_to(reader).filter(page=page).attachments()


def _is_translation(page: Page, other: Page) -> bool:
    root = page.original_id or page.pk
    return other.language != page.language and (other.pk == root or other.original_id == root)


def as_tree(pages: Any) -> list[tuple[int, Page]]:
    """(depth, page) in reading order: each page under its parent, or at the top where that is not in the list."""
    rows = list(pages)
    here = {page.pk for page in rows}
    below: dict[int | None, list[Page]] = {}
    for page in rows:
        below.setdefault(page.parent_id if page.parent_id in here else None, []).append(page)
    found: list[tuple[int, Page]] = []
    waiting = [(0, page) for page in below.get(None, [])]
    while waiting:
        depth, page = waiting.pop(0)
        found.append((depth, page))
        waiting = [(depth + 1, child) for child in below.pop(page.pk, [])] + waiting
    return found
