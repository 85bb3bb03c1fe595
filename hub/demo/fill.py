"""Fills an empty database with the demo municipality: people and units from its register, roles, pages and the cast."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from hub.demo import content
from hub.demo.alerts import make_alerts
from hub.demo.dialogue import make_dialogue
from hub.demo.notices import make_notices, settle_in
from hub.demo.pages import PageMaker
from hub.demo.projects import make_projects
from hub.demo.services import make_services
from hub.demo.upkeep import leave_things_to_do, worn
from hub.demo.waiting import look_at_lists
from hub.feeds.models import settle
from hub.findable.writing import rebuild
from hub.people.models import User
from hub.profile.models import Profile
from hub.units.models import Role, Unit
from hub.units.register.plan import FILES
from hub.units.register.runs import import_files

DATA = content.HERE / "data"
PASSWORD = "fire ord som henger"  # of the whole cast, and of nobody outside demo mode
TOP = "100"
PERIOD = {"starts": "starts_on", "ends": "ends_on"}


@transaction.atomic
def fill() -> None:
    """Fill the database; does nothing when there are people in it. About 1,400 people, 49 units and 90 pages."""
    if User.objects.exists():
        return
    read_register()
    units = {unit.code: unit for unit in Unit.objects.all() if unit.code}
    describe(units)
    give_roles(units)
    maker = PageMaker(units)
    maker.make(worn(content.pages()))
    make_notices(units)
    make_dialogue(maker.made)
    make_services(units, maker.made)
    make_projects(units)
    make_alerts(units)
    leave_things_to_do(maker.made)
    open_doors()
    settle_in()
    settle()
    look_at_lists()
    rebuild()


def read_register() -> None:
    """People, units and leaders, by the import that HR uses."""
    units, people = ((DATA / name).read_bytes() for name in FILES)
    plan = import_files(units, people)
    assert not plan.is_refused, plan.faults


def describe(units: dict[str, Unit]) -> None:
    """What the units say about themselves, and whom the sign-in page sends people to."""
    for code, words in content.table("units").items():
        for name, value in words.items():
            setattr(units[code], name, value)
    Unit.objects.bulk_update(units.values(), ["about", "phone", "place"])
    profile = Profile.stored()
    profile.help_contact = "IKT, 1220"
    profile.save()


def give_roles(units: dict[str, Unit]) -> None:
    """Roles besides the leaders', who come with the register. The cast first: its IT person gives HR the role."""
    people = User.objects.in_bulk(field_name="number")
    today = timezone.localdate()
    for person in content.table("cast")["person"]:
        for held in person.get("roles", []):
            days = {name: today + timedelta(days=held[key]) for key, name in PERIOD.items() if key in held}
            give(units, held["unit"], held["role"], people[person["number"]], **days)
    for role, holders in content.table("roles").items():
        for code, numbers in holders.items():
            for number in [numbers] if isinstance(numbers, str) else numbers:
                give(units, code, role, people[number])


def give(units: dict[str, Unit], code: str, role: str, user: User, **days: date) -> None:
    """Given by the chief executive or by IT, where the rules let them; otherwise by nobody, as the register does."""
    givers = [holder for above in (Role.LEADER, Role.IT) for holder in units[TOP].holders(above)]
    by = next((giver for giver in givers if units[code].may_give(role, giver)), None)
    units[code].give(role, user, by, **days)


def open_doors() -> None:
    """Let the cast in: a password in demo mode, hashed once for all of them, and the language that they read."""
    password = make_password(PASSWORD if settings.DEMO else None)
    people = User.objects.in_bulk(field_name="number")
    cast = []
    for person in content.table("cast")["person"]:
        user = people[person["number"]]
        user.password, user.language = password, person.get("language", user.language)
        cast.append(user)
    User.objects.bulk_update(cast, ["password", "language"])
