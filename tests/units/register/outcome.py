"""What an import left behind, as tests compare it."""

from hub.people.models import User
from hub.units.models import Membership, Role, RoleRecord, Unit, UnitChange, UnitUserGrant

MODELS = (Unit, User, Membership, UnitUserGrant, UnitChange, RoleRecord)


def everything():
    """All rows of all tables that an import may write."""
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def lines(err):
    return [line.split(": ")[0] for line in err.splitlines() if ".csv:" in line]


def posts_of(number):
    """(unit, title, in force) of each post."""
    in_force = set(Membership.objects.in_force())
    posts = Membership.objects.filter(user__number=number).select_related("unit").order_by("pk")
    return [(post.unit.code, post.title, post in in_force) for post in posts]


def leaders_of(code):
    return [person.number for person in Unit.objects.get(code=code).holders(Role.LEADER)]
