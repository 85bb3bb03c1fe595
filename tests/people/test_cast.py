"""One click signs in as one of the cast, in demo mode and nowhere else."""

import pytest

from tests import world as cast

LIST = """
[[person]]
number = "1006"
nb = "Virksomhetsleder"
en = "Leader"

[[person]]
number = "1010"
nb = "Kokk"

[[person]]
number = "4040"
nb = "Ingen"
"""


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DEMO_CAST = tmp_path / "cast.toml"
    settings.DEMO_CAST.write_text(LIST, encoding="utf-8")
    return cast.build()


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_in_demo_the_page_offers_the_cast_with_one_click_each(client, world, demo):
    page = client.get("/sign-in/")
    assert [person for person, _ in page.context["cast"]] == [world.kari, world.amina]
    assert client.post("/sign-in/as/1010/")["Location"] == "/"
    assert client.get("/me/").context["user"] == world.amina


def test_only_the_cast_and_only_by_sending_a_form(client, world, demo):
    assert client.post("/sign-in/as/1004/").status_code == 404
    assert client.get("/sign-in/as/1010/").status_code == 405


def test_outside_demo_there_is_no_such_page_and_no_list(client, world):
    assert client.post("/sign-in/as/1010/").status_code == 404
    page = client.get("/sign-in/")
    assert not page.context["cast"] and b'id="cast"' not in page.content
    assert client.get("/me/").status_code == 302
