"""What `bench/search.py` measures, in a process of its own: the hub's settings belong to one folder and one database.

    HUB_DEMO=1 HUB_DATA=/a/folder python -m bench.searching quality|speed

prints JSON: quality of the labelled queries over the demo municipality, or the time of a search in the large one.
"""

import json
import os
import sys
import time
import tomllib
from pathlib import Path
from statistics import mean, median, quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils.translation import override  # noqa: E402

from bench import scene  # noqa: E402
from hub.demo.content import pages  # noqa: E402
from hub.findable.models import SearchDocument  # noqa: E402
from hub.findable.writing import rebuild  # noqa: E402
from hub.help.guides import NAMES  # noqa: E402
from hub.management import marks  # noqa: E402
from hub.management.demo_data import DemoData  # noqa: E402
from hub.people.models import User  # noqa: E402
from hub.search.finding import Finder, Hit, show  # noqa: E402
from hub.units.models import Page, PageFile, Unit  # noqa: E402

QUERIES = tomllib.loads((Path(__file__).parent / "search_queries.toml").read_text(encoding="utf-8"))["query"]
SHOWN, LOOKED_AT = 15, 10  # hits of one page; the first ones, among which a right one counts
ROUNDS = 3


def quality() -> dict[str, object]:
    """Mean reciprocal rank of the queries that ranking was tried out on, and of those that it was not."""
    targets = right_answers()
    ranks: dict[str, list[float]] = {"tried": [], "kept": []}
    missed = []
    for number, query in enumerate(QUERIES):
        place = rank(query, targets)
        ranks["kept" if number % 2 else "tried"].append(1 / place if place else 0)
        if place != 1:
            missed.append([number, query["q"], place])
    return {"tried": mean(ranks["tried"]), "kept": mean(ranks["kept"]), "queries": len(QUERIES), "missed": missed}


def right_answers() -> dict[str, str]:
    """Addresses, by what the file of queries calls things: a page's slug, unit:code, help:guide, person:number."""
    found = {}
    for text in pages():
        page = Page.objects.filter(unit__code=text.unit, title=text.versions[-1].title).first()
        page = page or Page.objects.filter(unit__code=text.unit, title__in=[v.title for v in text.versions]).first()
        found[text.slug] = page.get_absolute_url() if page else ""
    found |= {f"unit:{unit.code}": unit.get_absolute_url() for unit in Unit.objects.exclude(code=None)}
    found |= {f"person:{number}": f"/people/{pk}/" for pk, number in User.objects.values_list("pk", "number")}
    found |= {f"file:{file.name}": file.get_absolute_url() for file in PageFile.objects.all()}
    return found | {f"help:{name}": f"/help/{name}/" for name in NAMES}


def rank(query: dict[str, object], targets: dict[str, str]) -> int:
    """The place of the first right hit, for the person who asks in their language; 0 when it is not among the first."""
    right = {targets.get(name, "") for name in query["right"]} - {""}  # type: ignore[attr-defined]
    hits = asked(reader(str(query.get("by", ""))), str(query["q"]), str(query.get("language", "nb")))
    return next((at for at, hit in enumerate(hits[:LOOKED_AT], 1) if hit.document.url in right), 0)


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
    """Milliseconds of a search as a page makes it, of the labelled queries and of words that stand everywhere."""
    user = reader("220")
    times = []
    for phrase in [str(query["q"]) for query in QUERIES[:120]] + ["rutine", "rutine 4711", "kommune", "an"]:
        times.append(min(timed(user, phrase) for _round in range(ROUNDS)))
    return {
        "documents": SearchDocument.objects.count(), "median": median(times), "most": max(times),
        "nineteen of twenty": quantiles(times, n=20)[-1],
    }  # fmt: skip


def timed(user: User, phrase: str) -> float:
    """By the processor where the database is in the process, by the clock where it is another."""
    clock = time.process_time if settings.DATABASES["default"]["ENGINE"].endswith("sqlite") else time.perf_counter
    started = clock()
    asked(user, phrase)
    return (clock() - started) * 1000


def main(wanted: str) -> None:
    marks.migrate(scene.quiet)
    DemoData(scene.quiet).fill_if_empty()
    if wanted == "speed" and SearchDocument.objects.count() < scene.PAGES:
        scene.grow()
        rebuild()
    print(json.dumps(quality() if wanted == "quality" else speed()))


if __name__ == "__main__":
    main(sys.argv[1])
