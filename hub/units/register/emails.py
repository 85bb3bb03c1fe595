"""The plan for e-mail addresses, each of which belongs to one person."""

from hub.people.models import User
from hub.units.register.changes import Findings
from hub.units.register.faults import Fault, listed
from hub.units.register.rows import Export, PostRow
from hub.units.register.state import Hub


def plan_emails(
    rows: dict[str, list[PostRow]], export: Export, hub: Hub, file: str, found: Findings
) -> dict[str, str | None]:
    """The address that each person gets, by number; nobody is in it whose address stays.

    An empty cell leaves an address alone, since people may give their own. But an address that the file gives to
    somebody is taken from whoever had it: addresses are used again when a namesake has left. The addresses of those
    who may do more than who imports stay: letters with links to a new password go there.
    """
    owners = {person.email: person for person in hub.people.values() if person.email}
    given = {number: row for number, own in rows.items() if (row := next((row for row in own if row.email), None))}
    stay = {
        row.number for row in given.values() if _stays(hub.people.get(row.number), owners.get(row.email or ""), hub)
    }
    if stay:
        found.note("kept_emails", people=listed(row.name for row in given.values() if row.number in stay))
        given = {number: row for number, row in given.items() if number not in stay}
    emails: dict[str, str | None] = {number: row.email for number, row in given.items()}
    for row in given.values():
        owner = owners.get(row.email or "")
        if owner is None or owner.number in given:
            continue
        known = owner.number in rows or hub.posts[owner.pk]
        if known and not export.skipped.may_be(owner.number, f"{owner.given_name} {owner.family_name}"):
            emails[owner.number] = None
        else:
            params = {"email": row.email, "number": owner.number}
            found.faults.append(Fault(file, row.line, "email_taken", params))
    return emails


def _stays(person: User | None, owner: User | None, hub: Hub) -> bool:
    """Whether this address may not become this person's: it is, or would be, of somebody out of reach."""
    return owner is not person and any(one is not None and one.pk in hub.out_of_reach for one in (person, owner))
