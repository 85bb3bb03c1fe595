"""Makes the demo municipality's self-service page, with a quarter's openings that differ from unit to unit."""

from datetime import timedelta
from typing import Any
from zlib import crc32

from django.db.models import Count
from django.utils import timezone

from hub.demo import content
from hub.demo.pages import Writers
from hub.selfservice.models import Need, Openings, ServiceLink
from hub.selfservice.models.openings import SMALLEST, week_of
from hub.units.models import Membership, OutsideAddress, Page, Unit

TOP = "100"
BRANCHES = {"3": "h", "2": "s", "4": "t"}  # by the first figure of a unit's code; the others are of the town hall
WORN = "https://meldfeil.askim.example/"
COPIED = ["title", "about", "keywords", "language", "needs_email", "on_phone", "is_counted"]


def make_services(units: dict[str, Unit], pages: dict[str, Page]) -> None:
    writers, told = Writers(units), content.table("services")
    keeper = writers.author(units[TOP], "chief_editor")
    needs = [Need.add(name, by=keeper) for name in told["needs"]]
    links = [(_link(units, pages, writers, needs[said["need"] - 1], said), said) for said in told["link"]]
    _open(units, [(link, said["use"]) for link, said in links if "use" in said])
    for address in OutsideAddress.objects.filter(address=WORN):
        address.answered(OutsideAddress.State.GONE, timezone.now() - timedelta(days=5), 404)


def _link(units: dict[str, Unit], pages: dict[str, Page], writers: Writers, need: Need, said: Any) -> ServiceLink:
    unit = units[said["unit"]]
    by = writers.publisher(unit, None)
    fields = {name: said[name] for name in COPIED if name in said}
    address = said["address"]
    if address.startswith("page:"):
        address = pages[address.removeprefix("page:")].get_absolute_url()
    link = ServiceLink.add(unit, by, need=need, address=address, **fields)
    if said.get("units") or said.get("roles"):
        meant = [(units[word.removesuffix("+below")], word.endswith("+below")) for word in said.get("units", [])]
        link.narrow(by, meant, said.get("roles", []))
    if "removed" in said:
        link.remove(by, said["removed"])
    return link


def _open(units: dict[str, Unit], links: list[tuple[ServiceLink, dict[str, int]]]) -> None:
    """Each unit's lot is drawn by its code, so that the demo is the same every time."""
    people = Membership.objects.of_active().order_by().values_list("unit").annotate(n=Count("user", distinct=True))
    large = {unit for unit, n in people if n >= SMALLEST}
    week, rows = week_of(timezone.localdate()), []
    for link, use in links:
        whole = 0
        for code, unit in units.items():
            lot = 50 + crc32(f"{code}{link.title}".encode()) % 100
            times = use[BRANCHES.get(code[0], "o")] * lot // 100 if code != TOP and unit.pk in large else 0
            whole += times
            rows += [_row(link, unit, week, times)] if times else []
        rows.append(_row(link, units[TOP], week, whole))
    Openings.objects.bulk_create(rows, batch_size=500)


def _row(link: ServiceLink, unit: Unit, week: Any, times: int) -> Openings:
    weeks_ago = crc32(f"{link.pk}-{unit.pk}".encode()) % 6
    return Openings(kind="link", key=link.pk, unit=unit, week=week - timedelta(weeks=weeks_ago), times=times)
