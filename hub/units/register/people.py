"""The plan for people: who is new, who has another name or address, who ends and who is back."""

from collections import defaultdict
from typing import Any

from hub.people.models import User
from hub.units.models import Membership, Unit
from hub.units.register.changes import Findings, shown
from hub.units.register.emails import plan_emails
from hub.units.register.posts import PostPlan
from hub.units.register.rows import Export, PostRow
from hub.units.register.state import Hub
from hub.units.register.values import unharmed

# An import that ends more people than this is taken for a broken export, unless somebody says otherwise.
LARGE_SHARE, LARGE_NUMBER = 0.20, 20


class PeoplePlan:
    """Accounts to write, the changed ones with their new values already, and with them their posts."""

    def __init__(self, export: Export, hub: Hub, places: dict[str, Unit], file: str, found: Findings) -> None:
        self.export, self.hub, self.found = export, hub, found
        self.posts = PostPlan(hub, places, found)
        self.new: list[User] = []
        self.changed: list[User] = []
        self.readdressed: list[User] = []  # of the changed ones, those whose e-mail is another
        self.accounts: dict[str, User] = {}  # of everybody in the file, by number
        self.rows: dict[str, list[PostRow]] = defaultdict(list)
        for row in export.posts:
            self.rows[row.number].append(row)
        self.emails = plan_emails(self.rows, export, hub, file, found)
        self.active = sum(1 for person in hub.people.values() if person.is_active and hub.posts[person.pk])
        self.leaving = 0  # people who work here now and are not in the file

    @property
    def is_large(self) -> bool:
        return self.leaving > LARGE_NUMBER and self.leaving > self.active * LARGE_SHARE

    def plan(self) -> None:
        for number, rows in self.rows.items():
            person = self.accounts[number] = self.hub.people.get(number) or User(number=number)
            self._in_file(person, rows)
        for number, person in self.hub.people.items():
            if number not in self.rows:
                self._not_in_file(person)
        if self.is_large:
            self.found.note("large_change", count=self.leaving, active=self.active)

    def _in_file(self, person: User, rows: list[PostRow]) -> None:
        was = {name: getattr(person, name) for name in ("given_name", "family_name", "internal_number", "email")}
        person.given_name = unharmed(person.given_name, rows[0].given_name)
        person.family_name = unharmed(person.family_name, rows[0].family_name)
        person.internal_number = next(
            (row.internal_number for row in rows if row.internal_number), was["internal_number"]
        )
        person.email = self.emails.get(person.number, was["email"])
        keep = self.export.skipped.has(person.number)
        with_period = self._period(person, self.posts.plan(person, rows, keep))
        self._find(person, was | with_period, rows[0].line)

    def _not_in_file(self, person: User) -> None:
        was: dict[str, Any] = {}
        if person.number in self.emails:
            was["email"], person.email = person.email, self.emails[person.number]
        if not self.export.skipped.may_be(person.number, f"{person.given_name} {person.family_name}"):
            self.leaving += bool(person.is_active and self.hub.posts[person.pk])
            before = len(self.posts.changed)
            posts = self.posts.plan(person, [], keep=False)
            if len(self.posts.changed) > before:
                was |= self._period(person, posts)
        self._find(person, was, 0)

    def _period(self, person: User, posts: list[Membership]) -> dict[str, Any]:
        """An account is in use from the first day of the first post to the last day of the last one."""
        was = {"active_from": person.active_from, "active_to": person.active_to}
        starts, ends = [post.starts_on for post in posts], [post.ends_on for post in posts]
        person.active_from = None if None in starts else min(start for start in starts if start)
        person.active_to = None if None in ends else max(end for end in ends if end)
        return was

    def _find(self, person: User, was: dict[str, Any], line: int) -> None:
        what = {
            name: (shown(old), shown(getattr(person, name)))
            for name, old in was.items()
            if old != getattr(person, name)
        }
        if person._state.adding:
            self.new.append(person)
            self.found.add("people", "new", person.number, person.name, what, line)
        elif what:
            self.changed.append(person)
            self.readdressed += [person] if "email" in what else []
            self.found.add("people", _kind(what), person.number, person.name, what, line)


def _kind(what: dict[str, tuple[str, str]]) -> str:
    before, after = what.get("active_to", ("", ""))
    if before == after:
        return "changed"
    return "ended" if after else "returned"
