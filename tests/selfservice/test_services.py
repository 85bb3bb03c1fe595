"""Self-service: who sees which link, where it may lead, and that what is counted can name nobody."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.desk.checking import _due
from hub.findable.writing import bring_in
from hub.people.models import User
from hub.selfservice import addresses, sources
from hub.selfservice.jobs import forget_old_openings
from hub.selfservice.models import Need, Openings, ServiceChange, ServiceLink
from hub.selfservice.models.openings import SMALLEST, WEEKS, week_of
from hub.units.models import Membership, Role
from tests import world as cast

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


@pytest.fixture
def world(db):
    made = cast.build()
    made.need = Need.add("Syk eller borte", by=made.siri)
    made.pay = Need.add("Lønn", by=made.siri)
    return made


@pytest.fixture
def add(world):
    """`add("Tittel")` is a link of Løkentunet that everybody sees."""

    def one(title="Meld fra", address="https://syk.example/", unit=None, **fields):
        said = {"title": title, "address": address, "about": f"Om {title}", "need": world.need} | fields
        return ServiceLink.add(unit or world.lokentunet, world.eva, **said)

    return one


def shown(client, path="/services/"):
    """The titles on the page, without those among the most used."""
    text = client.get(path).content.decode()
    return re.findall(r'<li id="\w+-\d+"><a [^>]*>([^<]+)<', text)


def most_used(client):
    """(heading, titles) of the list that stands first."""
    text = client.get("/services/").content.decode()
    if 'id="most-used"' not in text:
        return "", []
    part = text.split('id="most-used"')[1].split("</section>")[0]
    heading = html.unescape(re.search(r">([^<]+)</h2>", part)[1])
    return heading, re.findall(r"<li><a [^>]*>([^<]+)<", part)


def crowd(unit, count=SMALLEST):
    """So many more who work there."""
    made = []
    for number in range(count):
        made.append(User.objects.create(number=f"8{unit.pk}0{number}", given_name="N", family_name=f"N{number}"))
        Membership.objects.create(user=made[-1], unit=unit)
    return made


def new(world, **typed):
    rows = {"units-TOTAL_FORMS": "2", "units-INITIAL_FORMS": "0", "units-MIN_NUM_FORMS": "0"}
    said = {"title": "Send egenmelding", "about": "Dagene dine", "address": "https://syk.example/", "language": "nb"}
    said |= {"need": world.need.pk, "unit": world.lokentunet.pk, "reach": "everybody", "on_phone": "on", "key": "k1"}
    return {**rows, **said, "is_counted": "on", **typed}


# Who sees what


def test_everybody_sees_what_stands_and_only_some_what_is_narrowed(world, client_of, add):
    add("For alle")
    add("For kjøkkenet").narrow(world.eva, [(world.kjokken, True)], [])
    add("For ledere").narrow(world.eva, [], [Role.LEADER])
    add("Borte").remove(world.eva, "gammel")
    assert shown(client_of(world.sara)) == ["For alle"]
    assert shown(client_of(world.amina)) == ["For alle", "For kjøkkenet"]
    assert shown(client_of(world.nils)) == ["For alle", "For ledere"]
    assert shown(client_of(world.ola)) == ["For alle"]  # edits there, and keeps no links
    assert shown(client_of(world.eva)) == ["For alle", "For kjøkkenet", "For ledere"]


def test_what_one_may_not_see_is_not_opened_and_not_counted(world, client_of, add):
    link = add("For kjøkkenet")
    link.narrow(world.eva, [(world.kjokken, True)], [])
    assert client_of(world.sara).get(link.get_absolute_url()).status_code == 404
    assert client_of(world.amina).get(link.get_absolute_url()).status_code == 302
    link.remove(world.eva, "gammel")
    for person in (world.amina, world.eva):
        assert client_of(person).get(link.get_absolute_url()).status_code == 404
    assert client_of(world.eva).get("/services/open/side/1/").status_code == 404
    assert sum(row.times for row in Openings.objects.all()) == 1


def test_needs_are_headings_in_their_order_and_what_has_none_stands_last(world, client_of, add):
    add("Uten", need=None)
    add("Lønnsslipp", need=world.pay)
    add("Egenmelding")

    def headings():
        text = client_of(world.sara).get("/services/").content.decode()
        return re.findall(r'<h2 id="([\w-]+)" tabindex', text)

    assert headings() == [f"need-{world.need.pk}", f"need-{world.pay.pk}", "rest"]
    world.pay.move(True, by=world.siri)
    assert headings() == [f"need-{world.pay.pk}", f"need-{world.need.pk}", "rest"]


# Where it leads


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


# What is counted


def test_nothing_that_is_counted_can_name_a_person(world, client_of, add):
    names = {field.name for field in Openings._meta.get_fields()}
    assert names == {"id", "kind", "key", "unit", "week", "times"}
    crowd(world.lokentunet)
    link = add()
    for person in (world.ola, world.kari):
        client_of(person).get(link.get_absolute_url())
    rows = Openings.objects.values_list("unit", "times", "week")
    assert {row[0]: row[1] for row in rows} == {world.lokentunet.pk: 2, world.top.pk: 2}
    assert {row[2] for row in rows} == {week_of(timezone.localdate())}
    assert all(day.weekday() == 0 for _unit, _times, day in rows)


def test_where_few_work_nothing_is_counted_but_for_the_municipality(world, client_of, add):
    link = add()
    client_of(world.amina).get(link.get_absolute_url())
    assert list(Openings.objects.values_list("unit", flat=True)) == [world.top.pk]


def test_what_colleagues_may_want_to_keep_to_themselves_is_not_counted(world, client_of, add):
    crowd(world.lokentunet)
    link = add("Bedriftshelsetjenesten", is_counted=False)
    assert client_of(world.ola).get(link.get_absolute_url()).status_code == 302
    assert not Openings.objects.exists()
    Openings.objects.create(kind="link", key=link.pk, unit=world.top, week=week_of(timezone.localdate()), times=99)
    assert most_used(client_of(world.ola)) == ("", [])


def test_looking_ahead_is_no_opening(world, client_of, add):
    link, client = add(), client_of(world.ola)
    client.head(link.get_absolute_url())
    client.get(link.get_absolute_url(), headers={"Sec-Purpose": "prefetch;prerender"})
    client.get("/services/")
    assert not Openings.objects.exists()
    client.get(link.get_absolute_url())
    assert Openings.objects.get().times == 1


def test_old_weeks_are_forgotten(world, add):
    link, today = add(), timezone.localdate()
    for weeks in (0, WEEKS - 1, WEEKS, 60):
        week = week_of(today) - timedelta(weeks=weeks)
        Openings.objects.create(kind="link", key=link.pk, unit=world.top, week=week, times=1)
    assert Openings.of_all("link", [link.pk]) == {link.pk: 2}
    forget_old_openings(timezone.now())
    assert Openings.objects.count() == 2


# What stands first


def opened(link, unit, times):
    week = week_of(timezone.localdate())
    Openings.objects.create(kind="link", key=link.pk, unit=unit, week=week, times=times)


def test_the_most_used_of_my_unit_stand_first_and_others_see_others(world, client_of, add):
    links = [add(f"Lenke {letter}") for letter in "ABCD"]
    for place, link in enumerate(links):
        opened(link, world.lokentunet, 10 * (place + 1))
        opened(link, world.skole, 10 * (5 - place))
        opened(link, world.top, 7 if place == 2 else 4)
    heading, titles = most_used(client_of(world.ola))
    assert titles == ["Lenke D", "Lenke C", "Lenke B", "Lenke A"] and world.lokentunet.name in heading
    assert shown(client_of(world.ola)) == titles
    heading, titles = most_used(client_of(world.sara))
    assert titles == ["Lenke A", "Lenke B", "Lenke C", "Lenke D"] and world.skole.name in heading
    heading, titles = most_used(client_of(world.amina))  # whose unit has none: the municipality's
    assert titles[0] == "Lenke C" and world.kjokken.name not in heading
    Membership.objects.create(user=world.sara, unit=world.lokentunet)
    for link in links[:1]:
        opened(link, world.kjokken, 99)  # where Sara does not work
    heading, titles = most_used(client_of(User.objects.get(pk=world.sara.pk)))
    assert world.skole.name not in heading and len(titles) == 4


def test_a_few_openings_say_nothing_and_what_one_may_not_see_is_not_among_them(world, client_of, add):
    few, hidden = add("Sjelden"), add("Skjult")
    opened(few, world.top, 2)
    opened(hidden, world.top, 50)
    hidden.narrow(world.eva, [(world.kjokken, True)], [])
    assert most_used(client_of(world.sara))[1] == []
    assert most_used(client_of(world.amina))[1] == ["Skjult"]


def test_the_front_page_shows_them_within_its_queries(world, client_of, add):
    for place in range(5):
        opened(add(f"Lenke {place}"), world.kjokken, 5 + place)
    client = client_of(world.amina)
    client.get("/")
    with CaptureQueriesContext(connection) as seen:
        text = client.get("/").content.decode()
    assert len(seen) <= 8
    part = text.split('id="services-title"')[1].split("</nav>")[0]
    assert re.findall(r">(Lenke \d)", part) == ["Lenke 4", "Lenke 3", "Lenke 2", "Lenke 1"]
    assert 'id="services-title"' not in client_of(world.ola).get("/").content.decode()


# Searching


def test_one_field_filters_by_all_that_is_known_of_a_link(world, client_of, add):
    add("Send egenmelding", keywords="sjuk, fravær")
    add("Lønnsslippen din", need=world.pay, address="https://visma.example/")
    client = client_of(world.sara)
    for typed in ("sjuk", "egenmeld", "FRAVAER", "syk eller", "løkentunet send"):
        assert shown(client, f"/services/?q={typed}") == ["Send egenmelding"], typed
    for typed in ("visma", "lonnsslippen", "lønn", "loennsslipp"):
        found = shown(client, f"/services/?q={typed}")
        assert found == ([] if typed == "lonnsslippen" else ["Lønnsslippen din"]), typed
    assert shown(client, "/services/?q=finnesikke") == []
    assert "/search/?q=finnesikke" in client.get("/services/?q=finnesikke").content.decode()


def test_while_one_types_the_list_alone_is_sent(world, client_of, add):
    add("Send egenmelding")
    text = client_of(world.sara, htmx=True).get("/services/?q=send").content.decode()
    assert "<html" not in text and "Send egenmelding" in text and 'hx-swap-oob="innerHTML:#service-count"' in text
    assert "finnesikke &lt;b&gt;" in client_of(world.sara).get("/services/?q=finnesikke+<b>").content.decode()


def test_the_search_of_the_hub_finds_a_link_by_its_words_and_for_whom_it_is(world, client_of, add):
    link = add("Send egenmelding", keywords="romskip")
    read = lambda: [bring_in() for _ in range(3)]  # noqa: E731
    read()
    found = lambda person: link.get_absolute_url() in client_of(person).get("/search/?q=romskip").content.decode()  # noqa: E731
    assert found(world.sara)
    link.narrow(world.eva, [(world.kjokken, True)], [])
    assert not found(world.sara) and found(world.amina)
    link.remove(world.eva, "gammel")
    read()
    assert not found(world.amina) and not found(world.eva)


# Keeping


def test_those_who_publish_keep_the_links_of_their_units(world, client_of):
    for person, unit, status in (
        (world.eva, world.lokentunet, 302),
        (world.kari, world.kjokken, 302),
        (world.siri, world.skole, 302),
        (world.nils, world.lokentunet, 422),  # the neighbour: not among the units to choose from
        (world.ola, world.lokentunet, 404),
        (world.sara, world.skole, 404),
    ):
        answer = client_of(person).post("/services/links/new/", new(world, unit=unit.pk, key=f"k{person.pk}"))
        assert answer.status_code == status, person
    assert ServiceLink.objects.count() == 3
    world.lokentunet.entrust(True, by=world.kari)
    assert client_of(world.ola).get("/services/links/").status_code == 200


def test_a_double_click_makes_one_link(world, client_of):
    for _time in range(2):
        assert client_of(world.eva).post("/services/links/new/", new(world)).status_code == 302
    link = ServiceLink.objects.get()
    assert [change.kind for change in link.changes.all()] == ["added"]


def test_a_change_is_kept_with_who_did_it(world, client_of, add):
    link = add()
    typed = new(world, title="Nytt navn", address="https://ny.example/", seen="1", units="")
    assert client_of(world.kari).post(f"/services/links/{link.pk}/", typed).status_code == 302
    kinds = {change.kind: (change.was, change.now, change.by) for change in link.changes.all()}
    assert kinds["renamed"] == ("Meld fra", "Nytt navn", world.kari)
    assert kinds["readdressed"] == ("https://syk.example/", "https://ny.example/", world.kari)
    assert "Nytt navn" in client_of(world.eva).get(f"/services/links/{link.pk}/").content.decode()


def test_two_who_change_a_link_do_not_overwrite_each_other_unknowingly(world, client_of, add):
    link = add()
    client_of(world.kari).post(f"/services/links/{link.pk}/", new(world, title="Karis", seen="1"))
    answer = client_of(world.eva).post(f"/services/links/{link.pk}/", new(world, title="Evas", seen="1"))
    text = answer.content.decode()
    assert answer.status_code == 422 and 'value="Evas"' in text and 'name="seen" value="2"' in text
    assert ServiceLink.objects.get().title == "Karis"
    client_of(world.eva).post(f"/services/links/{link.pk}/", new(world, title="Evas", seen="2"))
    assert ServiceLink.objects.get().title == "Evas"


def test_narrowing_takes_somebody_to_narrow_it_to(world, client_of):
    client = client_of(world.eva)
    assert client.post("/services/links/new/", new(world, reach="narrowed")).status_code == 422
    chosen = {"reach": "narrowed", "units-0-unit": world.kjokken.pk, "units-0-with_below": "yes"}
    assert client.post("/services/links/new/", new(world, **chosen)).status_code == 302
    link = ServiceLink.objects.get()
    assert set(link.audience.addressees()) == {world.amina}
    client.post(f"/services/links/{link.pk}/", new(world, seen="1"))
    assert ServiceLink.objects.get().audience is None


def test_what_is_taken_away_is_kept_with_its_reason_and_can_be_put_back(world, client_of, add):
    link, client = add(), client_of(world.eva)
    assert client.post(f"/services/links/{link.pk}/remove/", {"reason": ""}).status_code == 422
    assert client.post(f"/services/links/{link.pk}/remove/", {"reason": "Nytt system"}).status_code == 302
    assert shown(client) == [] and "Nytt system" in client.get("/services/links/").content.decode()
    client.post(f"/services/links/{link.pk}/remove/", {"reason": "En gang til"})
    client.post(f"/services/links/{link.pk}/restore/")
    assert shown(client) == ["Meld fra"]
    assert [change.kind for change in link.changes.all()] == ["put_back", "removed", "added"]


def test_the_owner_sees_the_sum_of_the_municipality_and_no_more(world, client_of, add):
    link = add()
    opened(link, world.top, 371)
    opened(link, world.lokentunet, 97)
    text = client_of(world.eva).get("/services/links/").content.decode()
    assert "371" in text and "97" not in re.sub(r"<[^>]+>", "", text)


def test_a_merged_unit_leaves_its_links_to_the_one_that_took_it_over(world, client_of, add):
    link = add(unit=world.kjokken)
    world.kjokken.merge_into(world.hjemme, by=world.helge)
    assert client_of(world.nils).get(f"/services/links/{link.pk}/").status_code == 200
    assert client_of(world.eva).get(f"/services/links/{link.pk}/").status_code == 404
    assert shown(client_of(world.sara)) == ["Meld fra"]


def test_shared_services_keep_the_needs(world, client_of, add):
    client = client_of(world.siri)
    assert client.post("/services/needs/", {"name": "  IT og   utstyr "}).status_code == 302
    assert client.post("/services/needs/", {"name": "it og utstyr"}).status_code == 422
    names = lambda: list(Need.objects.values_list("name", flat=True))  # noqa: E731
    assert names() == ["Syk eller borte", "Lønn", "IT og utstyr"]
    last = Need.objects.get(name="IT og utstyr")
    for direction in ("up", "up", "up", "sideways"):
        client.post(f"/services/needs/{last.pk}/move/", {"direction": direction})
    assert names() == ["IT og utstyr", "Syk eller borte", "Lønn"]
    client.post(f"/services/needs/{last.pk}/move/", {"direction": "down"})
    assert names() == ["Syk eller borte", "IT og utstyr", "Lønn"]
    assert client.post(f"/services/needs/{last.pk}/", {"name": "PC og utstyr"}).status_code == 302
    link = add()
    client.post(f"/services/needs/{world.need.pk}/remove/")
    assert "Syk eller borte" in names()  # a link stands under it
    link.remove(world.eva, "x")
    client.post(f"/services/needs/{world.need.pk}/remove/")
    assert names() == ["PC og utstyr", "Lønn"]
    assert ServiceChange.objects.filter(link=None, by=world.siri).count() >= 6
    link.refresh_from_db()
    link.put_back(world.eva)
    assert shown(client) == ["Meld fra"]


# Other apps, and the desk


def test_an_app_lists_what_it_offers_in_a_few_lines(world, client_of, add, monkeypatch):
    class Pages(sources.Source):
        kind, order = "page", 20

        def rows(self, reader):
            return type(world.open_page).objects.visible_to(reader).live()

        def offer(self, page):
            return sources.Offer("page", page.pk, page.title, page.get_absolute_url(), need=world.pay.pk)

    monkeypatch.setitem(sources.registered, "page", Pages())
    add("Egenmelding")
    assert world.narrow_page.title in shown(client_of(world.amina))
    assert world.narrow_page.title not in shown(client_of(world.sara))
    assert shown(client_of(world.sara), "/services/?q=vaktordninger") == [world.open_page.title]
    door = f"/services/open/page/{world.narrow_page.pk}/"
    assert client_of(world.sara).get(door).status_code == 404
    assert client_of(world.amina).get(door)["Location"] == world.narrow_page.get_absolute_url()
    assert Openings.objects.get().kind == "page"


def test_the_desk_looks_at_where_links_lead_and_lists_those_that_lead_nowhere(world, client_of, add):
    link = add()
    due = lambda: set(_due(timezone.now()).values_list("address", flat=True))  # noqa: E731
    assert due() == {"https://syk.example/"}
    link.outside.answered("gone", timezone.now() - timedelta(days=30), 404)
    text = client_of(world.eva).get("/desk/list/services/").content.decode()
    assert "Meld fra" in text and f"/services/links/{link.pk}/" in text
    assert "Meld fra" not in client_of(world.nils).get("/desk/list/services/").content.decode()
    link.remove(world.eva, "x")
    assert "Meld fra" not in client_of(world.eva).get("/desk/list/services/").content.decode()
    assert due() == set()
