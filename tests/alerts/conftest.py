"""Alerts of the cast: Sara is crisis lead of the whole, Nils of Helse and what lies below it."""

import pytest

from hub.alerts.models import Alert
from hub.units.models import Role
from tests import world as cast

TITLE = "Brann på kjøkkenet"


def prepare(world):
    world.top.give(Role.CRISIS_LEAD, world.sara, None)
    world.helse.give(Role.CRISIS_LEAD, world.nils, None)
    return world


@pytest.fixture
def world(db):
    return prepare(cast.build())


def written(world, area=None, by=None, unit=None, **fields):
    """An alert that is not sent; `area` is some units with those below, or None for all."""
    by = by or world.sara
    fields.setdefault("title", TITLE)
    rows = None if area is None else [(one, True) for one in area]
    return Alert.start(unit or world.top, by, rows, **fields)


def sent(world, area=None, by=None, **fields):
    alert = written(world, area, by, **fields)
    alert.send(by or world.sara)
    return alert
