"""Who may listen to what is told of alerts."""

from collections.abc import Collection

from hub.alerts.models import Alert
from hub.live.kinds import Visitor
from hub.people.models import User
from hub.units.models import Membership


def working_in(unit: int, visitors: Collection[Visitor]) -> list[Visitor]:
    """The listeners of a unit's stream: those with a post in the very unit."""
    people = {visitor.person for visitor in visitors}
    here = set(Membership.objects.of_active().filter(unit=unit, user__in=people).values_list("user", flat=True))
    return [visitor for visitor in visitors if visitor.person in here]


def answering_for(alert: int, visitors: Collection[Visitor]) -> list[Visitor]:
    """The listeners of a roll-call: those who may see it."""
    found = User.objects.active().in_bulk({visitor.person for visitor in visitors})
    may = {pk for pk, user in found.items() if Alert.objects.allowing(user, "rollcall").filter(pk=alert).exists()}
    return [visitor for visitor in visitors if visitor.person in may]
