"""Where a link of self-service may lead."""

import pytest

from hub.selfservice import addresses
from hub.selfservice.models import ServiceLink
from tests.selfservice.conftest import new, shown

pytestmark = pytest.mark.django_db
EVIL = [
    *("javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///x"),
    *("//evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https:/evil.example"),
    *("https:///evil.example", "http://visma.no/", "https://kari:hemmelig@visma.no/", "https://visma.no@evil.example/"),
    *("https://[", "https://", "https://localhost/", "https://127.0.0.1/", "https://2130706433/", "ftp://visma.no/"),
    *("https://visma.no:x/", "https://vísma\u200b.no/", "https://vіsma.no/", "https://visma.no/ x", "/finnes/ikke/"),
    *("/%2f%2fevil.example/", "/pages/..//evil.example", "/services/open/link/1/", "tel:ring meg", "tel:1;ext=2"),
    *("mailto:kari@dal.example?bcc=x@evil.example", "mailto:kari", "mailto:a@b.example,c@d.example", "", "kari"),
    "https://visma.no/" + "x" * 500,
]  # fmt: skip
GOOD = {
    "https://www.visma.no/lønn?a=1&b=2": "https://www.visma.no/lønn?a=1&b=2",
    "HTTPS://visma.no/": "https://visma.no/",
    "visma.no": "https://visma.no",
    "www.høgskolen.no/kurs": "https://www.høgskolen.no/kurs",
    "/units/": "/units/",
    "/notices/?page=2": "/notices/?page=2",
    " 69 68 10 00 ": "tel:69681000",
    "+47 69681000": "tel:+4769681000",
    "tel:1220": "tel:1220",
    "lonn@dal.example": "mailto:lonn@dal.example",
    "http://localhost:8000/units/": "/units/",
}


@pytest.mark.parametrize("address", EVIL)
def test_an_address_that_must_not_be_followed_is_refused_beside_its_field(world, client_of, address):
    answer = client_of(world.eva).post("/services/links/new/", new(world, address=address, title="Tittelen min"))
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"address"}
    assert "Tittelen min" in answer.content.decode()
    assert not ServiceLink.objects.exists()


@pytest.mark.parametrize("address", EVIL)
def test_one_that_got_into_the_database_is_neither_shown_nor_followed(world, client_of, add, address):
    link = add()
    ServiceLink.objects.filter(pk=link.pk).update(address=address[:500])
    if addresses.way_of(address[:500]):
        return  # cut to what fits, it is an address
    client = client_of(world.sara)
    assert shown(client) == []
    assert client.get(f"/services/open/link/{link.pk}/").status_code == 404
    with pytest.raises(ValueError):
        addresses.go(address)


@pytest.mark.parametrize("typed", GOOD)
def test_what_people_type_becomes_an_address(world, client_of, typed):
    assert client_of(world.eva).post("/services/links/new/", new(world, address=typed)).status_code == 302
    assert ServiceLink.objects.get().address == GOOD[typed]


def test_opening_sends_on_to_exactly_there_whatever_is_added_to_the_address(world, client_of, add):
    link, client = add(address="https://syk.example/a?b=1"), client_of(world.sara)
    for more in ("", "?next=https://evil.example/", "?url=//evil.example"):
        answer = client.get(f"{link.get_absolute_url()}{more}")
        assert (answer.status_code, answer["Location"]) == (302, "https://syk.example/a?b=1")
    assert client.post(link.get_absolute_url()).status_code == 405


def test_a_link_outside_says_where_and_takes_nothing_along(world, client_of, add):
    add(address="https://www.syk.example/")
    add("Ring oss", address="69681000")
    text = client_of(world.sara).get("/services/").content.decode()
    assert 'rel="noopener noreferrer"' in text and "syk.example" in text and "www.syk" not in text
    assert 'href="tel:69681000"' in text and "69 68 10 00" in text


def test_what_it_takes_is_said_in_words(world, client_of, add):
    page = lambda: client_of(world.sara).get("/services/").content.decode().count('class="ds-tag"')  # noqa: E731
    link = add()
    assert page() == 0
    ServiceLink.objects.filter(pk=link.pk).update(needs_email=True, on_phone=False)
    assert page() == 2
