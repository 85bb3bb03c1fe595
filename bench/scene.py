"""What a benchmark finds in the hub's database: the demo municipality, or a large one.

    HUB_DEMO=1 HUB_DATA=/a/folder python -m bench.scene [large] [desk] [queries] [crisis] [crowd]

fills the database in that folder and prints, as JSON, who is signed in and which addresses are worth asking for; with
`desk`, those of whoever answers for all pages, which then leave something to do; with `queries`, also how many queries
each of them makes. A process of its own, as the hub's settings belong to one folder.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from hub.management import marks  # noqa: E402
from hub.management.demo_data import DemoData  # noqa: E402
from hub.people.models import User  # noqa: E402
from hub.units.models import (  # noqa: E402
    Audience,
    AudienceUnit,
    Membership,
    OutsideAddress,
    Page,
    PageDraft,
    PageFinding,
    PageLink,
    PageRevision,
    Role,
    Unit,
    UnitUserGrant,
)

PEOPLE, PAGES = 20_000, 50_000  # of the large municipality
GROWN = "Rutine "  # how the titles of added pages begin
AT_ONCE = 5000  # rows
LONG = f"<p>{'Slik gjør vi det her hos oss. ' * 150}</p>"  # of a draft
CROWD = 500  # people signed in at once


def main(wanted: list[str]) -> None:
    marks.migrate(quiet)
    DemoData(quiet).fill_if_empty()
    marks.collect_static(quiet)
    if "large" in wanted:
        grow()
    at_desk = "desk" in wanted
    if at_desk:
        grow_desk()
    places = {"desk": "/desk/"} if at_desk else addresses()
    who = {"shared services": shared_services()} if at_desk else readers()
    clients = {name: signed_in(person) for name, person in who.items()}
    queries = {name: count_queries(client, places) for name, client in clients.items()} if "queries" in wanted else {}
    cookies = {name: cookie_of(client) for name, client in clients.items()}
    if "crisis" in wanted:
        cookies["crisis"] = cookie_of(signed_in(crisis_lead()))
    crowd = [cookie_of(signed_in(person)) for person in everybody()] if "crowd" in wanted else []
    print(json.dumps({"cookies": cookies, "addresses": places, "queries": queries, "crowd": crowd}))


def quiet(sentence: str) -> None:
    """What the demo says to somebody who waits."""


def readers() -> dict[str, User]:
    """Who asks: the nurse who has no role, and the leader of the unit with most pages, whose page holds most."""
    leader = UnitUserGrant.objects.filter(role=Role.LEADER, content_object=busiest()).select_related("user").first()
    writers = UnitUserGrant.objects.values("user")
    nurse = User.objects.active().filter(memberships__unit__path__startswith=busiest().path).exclude(pk__in=writers)
    return {"nurse": nurse.order_by("pk").first(), "leader": leader.user}


def shared_services() -> User:
    """The chief editor of the top, on whose desk all lies."""
    held = UnitUserGrant.objects.filter(role=Role.CHIEF_EDITOR, content_object__parent=None)
    return held.select_related("user").order_by("pk")[0].user


def crisis_lead() -> User:
    held = UnitUserGrant.objects.filter(role=Role.CRISIS_LEAD, content_object__parent=None)
    return held.select_related("user").order_by("pk")[0].user


def everybody() -> list[User]:
    return list(User.objects.active().order_by("pk")[:CROWD])


def busiest() -> Unit:
    """The unit below the top that has most pages of the demo; those that growing adds do not count."""
    of_the_demo = Count("pages", filter=~Q(pages__title__startswith=GROWN))
    return Unit.objects.exclude(parent=None).annotate(n=of_the_demo).order_by("-n", "pk")[0]


def addresses() -> dict[str, str]:
    unit = busiest()
    live = Page.objects.live().filter(unit=unit, audience=None).order_by("pk")
    page = max(live.exclude(title__startswith=GROWN), key=lambda page: len(page.body))
    return {
        "front page": "/",
        "unit home": f"/units/{unit.pk}/",
        "page": f"/pages/{page.pk}/",
        "directory": "/people/",
    }


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def cookie_of(client: Client) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def count_queries(client: Client, places: dict[str, str]) -> dict[str, int]:
    """The session's and the account's included, not the profile's, which a process remembers for a minute."""
    counts = {}
    for name, path in places.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, path
        counts[name] = len(captured)
    return counts


@transaction.atomic
def grow() -> None:
    """Up to 20,000 people and 50,000 pages, spread over the units of the demo; each unit gets its share."""
    units = list(Unit.objects.filter(merged_into=None, closed_on=None).order_by("pk"))
    grow_people(units, PEOPLE - User.objects.count())
    grow_pages(units, PAGES - Page.objects.count())


def grow_people(units: list[Unit], missing: int) -> None:
    names = list(User.objects.order_by("pk").values_list("given_name", "family_name")[:1000])
    for start in range(0, missing, AT_ONCE):
        people = [
            User(
                number=str(500_000 + n), given_name=names[n % 997][0], family_name=names[n // 7 % 991][1], password="!"
            )
            for n in range(start, min(start + AT_ONCE, missing))
        ]
        posts = [
            Membership(user=person, unit=units[n % len(units)], title="assistent") for n, person in enumerate(people)
        ]
        for person in people:
            person.tidy()
        for post in posts:
            post.tidy()
        User.objects.bulk_create(people)
        Membership.objects.bulk_create(posts)


def grow_pages(units: list[Unit], missing: int) -> None:
    """Published pages with a text of the demo, all older than its own, so that lists look alike and cost more."""
    texts = list(Page.objects.live().values_list("body", flat=True)[:40])
    author, before = readers()["leader"], timezone.now() - timedelta(days=400)
    for start in range(0, missing, AT_ONCE):
        pages = [
            Page(
                unit=units[n % len(units)],
                title=f"{GROWN}{n}",
                body=texts[n % len(texts)],
                created_by=author,
                published_at=before - timedelta(minutes=n),
            )
            for n in range(start, min(start + AT_ONCE, missing))
        ]
        narrow(pages[::10])
        publish(Page.objects.bulk_create(pages), author)


def narrow(pages: list[Page]) -> None:
    """To those who work in the page's unit or below it."""
    for page, audience in zip(pages, Audience.objects.bulk_create(Audience() for _ in pages), strict=True):
        page.audience = audience
    AudienceUnit.objects.bulk_create(AudienceUnit(audience=page.audience, unit=page.unit) for page in pages)


def publish(pages: list[Page], author: User) -> None:
    """Each with the one revision that readers see."""
    now = timezone.now()
    revisions = PageRevision.objects.bulk_create(
        PageRevision(page=page, number=1, title=page.title, body=page.body, by=author, kind="published", at=now)
        for page in pages
    )
    for page, revision in zip(pages, revisions, strict=True):
        page.current = revision
    Page.objects.bulk_update(pages, ["current"], batch_size=500)


@transaction.atomic
def grow_desk() -> None:
    """What keeping pages takes, in the measure of their number: a draft for each, of which one in twenty differs; a day
    of review, of which one in twenty has passed; three links, some of which lead nowhere; texts to mend.
    """
    grown = Page.objects.filter(title__startswith=GROWN, draft=None).defer("body").order_by("pk")
    author, outside = readers()["leader"], web_sites()
    while pages := list(grown[:AT_ONCE]):
        PageDraft.objects.bulk_create(draft_of(page, author) for page in pages)
        for page in pages:
            page.review_on = timezone.localdate() + timedelta(days=page.pk % 400 - 20)
        Page.objects.bulk_update(pages, ["review_on"], batch_size=500)
        PageLink.objects.bulk_create(link for page in pages for link in links_of(page, outside))
        heavy = PageFinding.Kind.HEAVY
        PageFinding.objects.bulk_create(PageFinding(page=page, kind=heavy, number=60) for page in pages[::10])


def web_sites() -> list[OutsideAddress]:
    """A thousand addresses of other web sites; one in fifty is broken."""
    return OutsideAddress.objects.bulk_create(
        OutsideAddress(
            key=OutsideAddress.key_of(f"https://x{n}.example/"), address=f"https://x{n}.example/", host=f"x{n}.example",
            broken_since=None if n % 50 else timezone.now(),
        )
        for n in range(1000)
    )  # fmt: skip


def draft_of(page: Page, author: User) -> PageDraft:
    then = timezone.now() - timedelta(days=page.pk % 700)
    differs = page.pk % 20 == 0
    return PageDraft(
        page=page, title=page.title, body=LONG, saved_by=author, saved_at=then, since=then, differs=differs
    )


def links_of(page: Page, outside: list[OutsideAddress]) -> Iterator[PageLink]:
    for number in (1, 2):
        other, is_unknown = page.pk - number, page.pk % 100 == number
        yield PageLink(page=page, address=f"/pages/{other}/", kind="page", target=other, is_unknown=is_unknown)
    site = outside[page.pk % len(outside)]
    yield PageLink(page=page, address=site.address, outside=site)


if __name__ == "__main__":
    main(sys.argv[1:])
