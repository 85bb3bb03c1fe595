"""Projects and their news in the search: for those who may see them, what is under way before what is done."""

import pytest

from hub.projects.models import Message
from tests.projects.conftest import start
from tests.search.conftest import read_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(world, client_of):
    """The titles of the projects and news that somebody finds on the page of the search, in order."""

    def titles(q, who, kind="project"):
        read_all()
        answer = client_of(getattr(world, who)).get("/search/", {"q": q, "kind": kind})
        return [hit.document.title for hit in answer.context["hits"]]

    return titles


def test_a_project_is_found_by_its_title_goal_and_contact(world, found):
    start(world, "Velferdsteknologi", meaning="Sonene kjører mindre", contact="Kari Nordby")
    for said in ("velferdsteknologi", "turer om natta", "sonene", "nordby"):
        assert found(said, "nils") == ["Velferdsteknologi"]


def test_a_hidden_project_is_a_hit_for_its_members_alone(world, found, client_of):
    hidden = start(world, "Nedleggelse", is_hidden=True)
    hidden.tell("Nedleggelsen er vedtatt", "Ingen vet det.", world.kari)
    for who in ("kari", "amina", "sara"):
        assert set(found("nedleggelse", who)) == {"Nedleggelse", "Nedleggelsen er vedtatt"}
    for who in ("ola", "helge", "rita"):
        assert found("nedleggelse", who) == []
        answer = client_of(getattr(world, who)).get("/search/", {"q": "nedleggelse"}).context["answer"]
        assert not answer.found.kinds and not answer.found.hits


def test_a_project_that_becomes_hidden_is_gone_at_once(world, found):
    known = start(world, "Ny skole")
    assert found("skole", "ola") == ["Ny skole"]
    type(known).objects.filter(pk=known.pk).update(is_hidden=True)  # with the index as it was
    assert found("skole", "ola") == []


def test_a_new_name_is_found_and_the_former_is_not(world, found, client_of):
    project = start(world, "Gammelt navn")
    project.tell("Framdrift", "Det går.", world.kari)
    changed = {"title": "Kantina", "goal": "Mat", "state": "running", "starts_on": "01.12.2026", "reach": "open"}
    assert client_of(world.kari).post(f"/projects/{project.pk}/edit/", changed).status_code == 302
    assert set(found("kantina", "ola")) == {"Kantina", "Framdrift"}  # the news too, by the project's name
    assert found("gammelt", "ola") == []


def test_what_is_done_stands_after_what_is_under_way(world, found):
    done, going = start(world, "Nytt tak", state="done"), start(world, "Nytt tak på skolen")
    done.tell("Taket er ferdig", "Nytt tak.", world.kari)
    going.tell("Taket er bestilt", "Nytt tak.", world.kari)
    order = found("tak", "ola")
    assert order.index("Nytt tak på skolen") < order.index("Nytt tak")
    assert order.index("Taket er bestilt") < order.index("Taket er ferdig")


def test_what_is_said_in_a_room_is_not_in_the_search_of_all(world, found):
    project = start(world)
    Message.post(project.room, "Forsterkeren er levert", world.amina)
    for who in ("amina", "kari"):
        assert found("forsterkeren", who, kind="") == []
