"""Which row is which post: the export has no number for a post, so unit, title and first day have to tell."""

import datetime
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from hub.units.models import Membership, Unit
from hub.units.register.rows import PostRow


@dataclass
class Pairs:
    """One person's rows and posts put together."""

    same: list[tuple[PostRow, Membership]] = field(default_factory=list)
    replaced: list[tuple[PostRow, Membership]] = field(default_factory=list)  # the person moved, or has a new title
    new: list[PostRow] = field(default_factory=list)
    gone: list[Membership] = field(default_factory=list)  # not over, and not in the file any more


def pair(rows: list[PostRow], posts: list[Membership], places: dict[str, Unit], today: datetime.date) -> Pairs:
    """Put rows and posts together: first those that agree in most; a post that is over only with its very own row."""
    found = Pairs(new=list(rows), gone=list(posts))

    def match(of_row: Callable[[PostRow], Hashable], of_post: Callable[[Membership], Hashable], living: bool) -> None:
        for row in list(found.new):
            for post in found.gone:
                alive = not _over(row.ends_on, today) and not _over(post.ends_on, today)
                if (alive or not living) and of_row(row) == of_post(post):
                    found.same.append((row, post))
                    found.new.remove(row)
                    found.gone.remove(post)
                    break

    def unit(row: PostRow) -> int | None:
        return places[row.unit].pk

    def title(row: PostRow) -> str:
        return (row.title or "").casefold()

    if found.new and found.gone:
        match(
            lambda row: (unit(row), title(row), row.starts_on, row.percent),
            lambda post: (post.unit_id, post.title.casefold(), post.starts_on, post.percent),
            living=False,
        )
        match(
            lambda row: (unit(row), title(row), row.starts_on),
            lambda post: (post.unit_id, post.title.casefold(), post.starts_on),
            living=False,
        )
        match(
            lambda row: (unit(row), title(row)),
            lambda post: (post.unit_id, post.title.casefold()),
            living=True,
        )
        match(
            lambda row: (unit(row), row.starts_on or object()),
            lambda post: (post.unit_id, post.starts_on),
            living=False,
        )
    found.gone = [post for post in found.gone if not _over(post.ends_on, today)]
    _replace(found, today)
    return found


def _replace(found: Pairs, today: datetime.date) -> None:
    """A post that is gone and a row that is new are one step of a person: the same title first."""
    for alike in (True, False):
        for row in [row for row in found.new if not _over(row.ends_on, today)]:
            post = next((post for post in found.gone if not alike or post.title == row.title), None)
            if post:
                found.replaced.append((row, post))
                found.new.remove(row)
                found.gone.remove(post)


def _over(ends_on: datetime.date | None, today: datetime.date) -> bool:
    return ends_on is not None and ends_on < today
