import pytest

from hub.findable.writing import bring_in, rebuild
from hub.people.models import User
from hub.search.finding import Finder
from hub.units.models import Page
from tests import world as cast


def read_all():
    """As the worker does, one second after the change."""
    while bring_in():
        pass


@pytest.fixture
def world(db):
    made = cast.build()
    rebuild()
    return made


@pytest.fixture
def write(world):
    """`write("Tittel", "<p>Tekst</p>")` publishes a page that can be found at once."""

    def page(title, body="<p>tekst</p>", unit=None, by=None, **fields):
        made = Page.start(unit or world.lokentunet, title, by or world.eva, body=body, **fields)
        made.publish(by or world.eva)
        read_all()
        return made

    return page


@pytest.fixture
def titles(world):
    """The titles of what somebody finds, in order."""

    def found(phrase, who="sara", kind="page"):
        person = User.objects.get(pk=getattr(world, who).pk)
        return [hit.document.title for hit in Finder(person).find(phrase).of_kind(kind)]

    return found
