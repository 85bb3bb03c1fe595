"""What has come to lie on the demo's editors' desk: worn links, pages left behind, searches in vain."""

from datetime import timedelta

from django.utils import timezone

from hub.demo.content import PageText, Version
from hub.people.models import User
from hub.search.models import MissedSearch
from hub.units.models import OutsideAddress, Page

OLD_ADDRESS = "https://www.satser.example/reise/2019"
# By slug: what ends the published text: a link that has come to lead nowhere, a heading that skips a level.
WORN = {
    "reiseregning": f'<p>De gamle satsene ligger hos <a href="{OLD_ADDRESS}" rel="noopener">Reisesatser 2019</a>.</p>',
    "delegering": "<h4>Oversikt</h4><p>Delegasjonsoversikten føres av rådmannens stab.</p>",
    "vaktordninger": '<p>I jula gjelder <a href="page:juleturnus">juleturnusen</a>.</p>',
}
LEFT = {"parorende": "16142", "smitte": "16142"}  # pages of Løkentunet, and who has gone over to another unit
WAITS = {"kjemikalier": "Venter på nye datablad fra leverandøren."}
IN_VAIN = {"parkeringsbevis": 7, "sommerjobb": 4, "vaktbytteskjema": 3, "trening på jobben": 2}


def worn(texts: list[PageText]) -> list[PageText]:
    """The texts with their worn links: nobody would write one of these on purpose."""
    return [text._replace(versions=[_worn(version) for version in text.versions]) for text in texts]


def _worn(version: Version) -> Version:
    added = WORN.get(version.slug, "") if version.state == "published" else ""
    return version._replace(body=version.body + added)


def leave_things_to_do(made: dict[str, Page]) -> None:
    people = User.objects.in_bulk(field_name="number")
    now, today = timezone.now(), timezone.localdate()
    for address in OutsideAddress.objects.filter(address=OLD_ADDRESS):
        address.answered(OutsideAddress.State.GONE, now - timedelta(days=12), 404)
    for slug, number in LEFT.items():
        page = _page(made[slug])
        page.owner = people[number]
        leader = page.unit.holders("leader").first()
        page._give_to(leader, "passed_on", None)
    owned = _page(made["vaktordninger"])
    owned.owner, owned.owned_since, owned.review_on = people["11948"], today, today + timedelta(days=12)
    owned.save(update_fields=["owner", "owned_since", "review_on"])
    for slug, reason in WAITS.items():
        page = _page(made[slug])
        page.postpone(today + timedelta(days=45), reason, by=page.unit.holders("chief_editor").first())
    MissedSearch.objects.bulk_create(
        MissedSearch(words=words, day=today - timedelta(days=place), count=times)
        for place, (words, times) in enumerate(IN_VAIN.items())
    )


def _page(page: Page) -> Page:
    return Page.objects.select_related("unit").get(pk=page.pk)
