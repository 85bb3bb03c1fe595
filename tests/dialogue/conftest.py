import pytest

from tests import world as cast


@pytest.fixture
def world(db):
    """The cast, with a notice for one unit and those below it that may be talked about."""
    world = cast.build()
    world.notice = cast.notice(world.lokentunet, "Julebord", world.kari, cast.narrow(world.lokentunet))
    world.thread = world.notice.thread
    return world
