"""What `bench/search.py` measures, in a process of its own: the hub's settings belong to one folder and one database.

    HUB_DEMO=1 HUB_DATA=/a/folder python -m bench.searching quality|speed

prints JSON: quality of the labelled queries over the demo municipality, or the time of a search in the large one.
"""

import json
import os
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils.translation import override  # noqa: E402

from bench import scene  # noqa: E402
from hub.demo.content import pages  # noqa: E402
from hub.findable.models import SearchDocument  # noqa: E402
from hub.findable.writing import rebuild  # noqa: E402
from hub.help.guides import NAMES  # noqa: E402
from hub.management import marks  # noqa: E402
from hub.management.demo_data import DemoData  # noqa: E402
from hub.people.models import User  # noqa: E402
from hub.projects.models import News, Project  # noqa: E402
from hub.search.finding import Finder, Hit, show  # noqa: E402
from hub.selfservice.models import ServiceLink  # noqa: E402
from hub.units.models import Notice, Page, PageFile, Unit  # noqa: E402

LABELLED = tomllib.loads((Path(__file__).parent / "search_queries.toml").read_text(encoding="utf-8"))
COMMON = ("rutine", "rutine 4711", "kommune", "an", "ru", "sy", "ring leder", "vakt", "en time", "1220", "hansen")
SHOWN, LOOKED_AT = 15, 10  # hits of one page; the first ones, among which a right one counts
ROUNDS, WARM = 3, 40  # askings of each phrase; phrases before the first that counts


def quality() -> dict[str, object]:
    """Mean reciprocal rank of the queries that ranking was tried out on, and of those that it was not."""
    targets = right_answers()
    halves = {
        "tried": LABELLED["query"][::2], "kept": LABELLED["query"][1::2],
        "later": LABELLED["later"][::2], "later kept": LABELLED["later"][1::2],
    }  # fmt: skip
    ranks = {name: [rank(query, targets) for query in queries] for name, queries in halves.items()}
    means: dict[str, object] = {
        name: mean(1 / place if place else 0 for place in places) for name, places in ranks.items()
    }
    return means | {"queries": sum(map(len, halves.values()))}


def right_answers() -> dict[str, set[str]]:
    """Addresses, by what the file of queries calls things: a page's slug, unit:code, help:guide, person:number.

    A link of self-service that opens a page is as right as that page.
    """
    links = list(ServiceLink.objects.standing())
    opened_by: dict[str, set[str]] = {}
    for link in links:
        opened_by.setdefault(link.address, set()).add(link.get_absolute_url())
    return {name: {address, *opened_by.get(address, ())} for name, address in named(links) if address}


def named(links: list[ServiceLink]) -> Iterator[tuple[str, str]]:
    for text in pages():
        called = Page.objects.filter(unit__code=text.unit, language=text.language)
        page = called.filter(title=text.versions[-1].title).first()
        page = page or called.filter(title__in=[version.title for version in text.versions]).first()
        yield text.slug, page.get_absolute_url() if page else ""
    for unit in Unit.objects.exclude(code=None):
        yield f"unit:{unit.code}", unit.get_absolute_url()
    for pk, number in User.objects.values_list("pk", "number"):
        yield f"person:{number}", f"/people/{pk}/"
    things_of: dict[str, Iterable[Any]] = {
        "file": PageFile.objects.all(), "notice": Notice.objects.all(), "service": links,
        "project": Project.objects.select_related("room"), "news": News.objects.all(),
    }  # fmt: skip
    for kind, things in things_of.items():
        yield from ((f"{kind}:{thing}", thing.get_absolute_url()) for thing in things)
    yield from ((f"help:{name}", f"/help/{name}/") for name in NAMES)


def rank(query: dict[str, object], targets: dict[str, set[str]]) -> int:
    """The place of the first right hit, for the person who asks in their language; 0 when it is not among the first."""
    right = set().union(*(targets[name] for name in query["right"]))  # type: ignore[attr-defined]
    hits = asked(reader(str(query.get("by", ""))), str(query["q"]), str(query.get("language", "nb")))
    return next((at for at, hit in enumerate(hits[:LOOKED_AT], 1) if hit.document.url.partition("in/")[0] in right), 0)


def reader(unit: str) -> User:
    """Somebody without a role who works in a unit; somewhere, if none is named."""
    people = User.objects.active().filter(unit_grants=None, memberships__ends_on=None)
    return people.filter(memberships__unit__code=unit or "220").order_by("pk").first() or people.order_by("pk")[0]


def asked(user: User, phrase: str, language: str = "nb") -> list[Hit]:
    with override(language):
        found = Finder(User.objects.get(pk=user.pk)).find(phrase)
        show(found.hits[:SHOWN], found.terms)
    return found.hits


def speed() -> dict[str, object]:
    """Milliseconds of answers to what people type: the list under the box, the whole page, and a page without hits."""
    person = reader("220")
    client, phrases = scene.signed_in(person), [str(query["q"]) for query in [*LABELLED["query"], *LABELLED["later"]]]
    phrases += [*COMMON, person.family_name, f"{person.given_name} {person.family_name}"]
    spent = Spent()
    found: dict[str, object] = {"documents": SearchDocument.objects.count(), "searches": len(phrases)}
    found["frame"] = median(spent.by(lambda: client.get("/search/")) for _round in range(len(phrases)))
    for name, headers in (("list", {"HX-Request": "true"}), ("page", {})):
        ask = partial(client.get, "/search/", headers=headers)
        for phrase in phrases[:WARM]:
            ask(query_params={"q": phrase})
        times = [
            median(spent.by(partial(ask, query_params={"q": phrase})) for _round in range(ROUNDS)) for phrase in phrases
        ]
        found |= {name: median(times), f"{name}, most": max(times), f"{name}, 19 of 20": quantiles(times, n=20)[-1]}
    return found


class Spent:
    """Milliseconds of the processor, of this process and of its database: other work on the machine counts for nothing.

    By the clock where the database's process cannot be looked at.
    """

    def __init__(self) -> None:
        self.database: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.database = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def by(self, do: Callable[[], object]) -> float:
        before = self._now()
        do()
        return (self._now() - before) * 1000

    def _now(self) -> float:
        if self.database is None:
            return time.process_time()
        if not self.database.exists():
            return time.perf_counter()
        return time.process_time() + int(self.database.read_text().split()[0]) / 1e9


def main(wanted: str) -> None:
    marks.migrate(scene.quiet)
    DemoData(scene.quiet).fill_if_empty()
    marks.collect_static(scene.quiet)
    if wanted == "speed" and SearchDocument.objects.count() < scene.PAGES:
        scene.grow()
        rebuild()
    print(json.dumps(quality() if wanted == "quality" else speed()))


if __name__ == "__main__":
    main(sys.argv[1])
