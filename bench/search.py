"""How well and how fast the search finds. `python3 manage.py bench search`

The queries in search_queries.toml were written before ranking was tried on them; half of them was never used for that,
and is said apart. With HUB_BENCH_DATABASE_URL (an empty PostgreSQL database on this machine) the speed is that of
PostgreSQL. Times are of the processor, in the hub and in the database, for the whole answer from address to bytes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import sites, soon
from bench.figures import Figure, at_least, at_most
from bench.processes import ROOT

GOOD = 0.85  # mean reciprocal rank
QUICK = 25  # milliseconds


def run() -> Iterator[Figure]:
    with sites.scratch() as folder:
        yield from quality(measured("quality", folder / "demo"))
        yield from soon.figures(folder / "soon")
        yield from speed(measured("speed", folder / "large", os.environ.get("HUB_BENCH_DATABASE_URL", "")))


def quality(found: dict[str, Any]) -> Iterator[Figure]:
    yield at_least("labelled queries", found["queries"], 120)
    yield at_least("their rank, of the half that was never tried", found["kept"], GOOD)
    yield at_least("of the half that ranking was tried on", found["tried"], GOOD)
    yield at_least("of those written later, the half that was never tried", found["later kept"], GOOD)
    yield at_least("of those written later, the half that ranking was tried on", found["later"], GOOD)


def speed(found: dict[str, Any]) -> Iterator[Figure]:
    yield at_least("documents", found["documents"], 50_000)
    for name, said in (("list", "the list as one types"), ("page", "a whole page of hits")):
        yield at_most(f"{said}, in the middle of {found['searches']} searches", found[name], QUICK, "ms")
        yield at_most(f"{said}, nineteen of twenty", found[f"{name}, 19 of 20"], QUICK, "ms")
    yield at_most(
        "a whole page of hits, against the same page without a search", found["page"] / found["frame"], 4, "times"
    )


def measured(what: str, folder: Path, database: str = "") -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    more = {"DATABASE_URL": database} if database else {}
    environment = sites.environment_of(folder, HUB_DEMO="1", **more)
    command = [sys.executable, "-m", "bench.searching", what]
    out = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out.splitlines()[-1])
