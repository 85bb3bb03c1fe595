"""The plan for posts: new ones, those that change, and those that end. No post is ever deleted."""

import datetime
from typing import Any

from hub.people.models import User
from hub.units.models import Membership, Unit
from hub.units.register.changes import Findings, shown
from hub.units.register.pairing import pair
from hub.units.register.rows import PostRow
from hub.units.register.state import Hub
from hub.units.register.values import unharmed

FIELDS = ("title", "percent", "starts_on", "ends_on")
What = dict[str, tuple[str, str]]


class PostPlan:
    """Posts to write, planned one person after the other. The changed ones carry their new values already."""

    def __init__(self, hub: Hub, places: dict[str, Unit], found: Findings) -> None:
        self.hub, self.places, self.found = hub, places, found
        self.new: list[Membership] = []
        self.changed: list[Membership] = []

    def plan(self, person: User, rows: list[PostRow], keep: bool) -> list[Membership]:
        """Plan one person's posts and return them as they will be. `keep`: posts without a row stay as they are."""
        posts = list(self.hub.posts[person.pk]) if not person._state.adding else []
        pairs = pair(rows, posts, self.places, self.hub.today)
        if keep:
            pairs.new += [row for row, _ in pairs.replaced]
            pairs.replaced, pairs.gone = [], []
        for row, post in pairs.same:
            self._change(person, row, post)
        for row, post in pairs.replaced:
            posts.append(self._replace(person, row, post))
        for row in pairs.new:
            posts.append(self._add(person, row))
            self._find("new", person, _described(posts[-1]), row.line)
        for post in pairs.gone:
            self._end(person, post)
        return posts

    def _change(self, person: User, row: PostRow, post: Membership) -> None:
        was_over = self.hub.is_over(post)
        values = {name: getattr(row, name) for name in FIELDS if name == "ends_on" or getattr(row, name) is not None}
        if row.title:
            values["title"] = unharmed(post.title, row.title)
        what = self._set(post, values)
        if not what:
            return
        kind = "changed"
        if "ends_on" in what and post.ends_on:
            kind = "ended"
        elif was_over and not self.hub.is_over(post):
            kind = "returned"
        self._find(kind, person, self._named(post) | what, row.line)

    def _replace(self, person: User, row: PostRow, post: Membership) -> Membership:
        """End the old post on the day before the new one begins, or yesterday: nobody is in two places at once."""
        old, new = self.hub.units[post.unit_id], self._add(person, row)
        today = self.hub.today
        last = (row.starts_on if row.starts_on and row.starts_on > today else today) - datetime.timedelta(days=1)
        if post.starts_on and post.starts_on > last:
            last = post.starts_on
        if post.ends_on and post.ends_on < last:
            last = post.ends_on
        self._set(post, {"ends_on": last})
        what = {"unit": (old.name, new.unit.name), "title": (post.title, new.title), "last_day": ("", shown(last))}
        self._find("changed" if old is new.unit else "moved", person, what, row.line)
        return new

    def _add(self, person: User, row: PostRow) -> Membership:
        post = Membership(
            user=person,
            unit=self.places[row.unit],
            title=row.title or "",
            percent=100 if row.percent is None else row.percent,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        self.new.append(post)
        return post

    def _end(self, person: User, post: Membership) -> None:
        if post.ends_on is None or post.ends_on > self.hub.today:
            what = self._set(post, {"ends_on": self.hub.today})
            self._find("ended", person, self._named(post) | what)

    def _set(self, post: Membership, values: dict[str, Any]) -> What:
        """Set new values on a post; returns what that changes, by field."""
        what = {}
        for name, value in values.items():
            if getattr(post, name) != value:
                what[name] = (shown(getattr(post, name)), shown(value))
                setattr(post, name, value)
        if what:
            self.changed.append(post)
        return what

    def _find(self, kind: str, person: User, what: What, line: int = 0) -> None:
        self.found.add("posts", kind, person.number, person.name, what, line)

    def _named(self, post: Membership) -> What:
        """Which post it is about, as values that stay."""
        unit = self.hub.units[post.unit_id].name
        return {"unit": (unit, unit), "title": (post.title, post.title)}


def _described(post: Membership) -> What:
    return {"unit": ("", post.unit.name)} | {name: ("", shown(getattr(post, name))) for name in FIELDS}
