"""How well and how fast the search finds. `python3 manage.py bench search`

The queries in search_queries.toml were written before ranking was tried on them; half of them was never used for that,
and is said apart. With HUB_BENCH_DATABASE_URL (an empty PostgreSQL database) the speed is that of PostgreSQL.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import sites
from bench.figures import Figure, at_least, at_most
from bench.processes import ROOT

GOOD = 0.85  # mean reciprocal rank
QUICK = 25  # milliseconds


def run() -> Iterator[Figure]:
    with sites.scratch() as folder:
        found = measured("quality", folder / "demo")
        yield at_least(f"rank of {found['queries']} queries, the half never tried", found["kept"], GOOD)
        yield at_least("the half that ranking was tried on", found["tried"], GOOD)
        speed = measured("speed", folder / "large", os.environ.get("HUB_BENCH_DATABASE_URL", ""))
        yield at_least("documents", speed["documents"], 50_000)
        yield at_most("a search, in the middle", speed["median"], QUICK, "ms")
        yield at_most("nineteen of twenty searches", speed["nineteen of twenty"], QUICK, "ms")


def measured(what: str, folder: Path, database: str = "") -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    more = {"DATABASE_URL": database} if database else {}
    environment = sites.environment_of(folder, HUB_DEMO="1", **more)
    command = [sys.executable, "-m", "bench.searching", what]
    out = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out.splitlines()[-1])
