import pytest
from django.utils import timezone

from hub.projects.models import Project
from tests import world as cast


def start(world, title="Velferdsteknologi", **more):
    """A project of Løkentunet that Kari leads, with Amina as a member and Sara who reads."""
    said = {"goal": "Færre turer om natta", "starts_on": timezone.localdate(), **more}
    made = Project.start(world.lokentunet, title, world.kari, **said)
    made.room.seat(world.amina, "member", world.kari)
    made.room.seat(world.sara, "reader", world.kari)
    return made


@pytest.fixture
def world(db):
    return cast.build()


@pytest.fixture
def project(world):
    return start(world, is_open=False)


@pytest.fixture
def room(project):
    return project.room
