"""The import of the staff register: the demo municipality's export into an empty SQLite database, and once more.

`python3 manage.py bench register`. Timed is the command as a whole, with the start of the program.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bench.figures import Figure, at_least, at_most

ROWS, LIMIT = 1449, 5.0  # lines of the file of people, its names of columns included; seconds
EXPORT = [str(settings.ROOT / "hub" / "demo" / "data" / name) for name in ("units.csv", "people.csv")]


def run() -> Iterator[Figure]:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.DATA) as folder:
        manage(Path(folder), "migrate", "--verbosity", "0")
        yield at_least("lines in the file of people", Path(EXPORT[1]).read_bytes().count(b"\n"), ROWS)
        seconds, report = timed_import(Path(folder))
        yield at_most("first import", seconds, LIMIT, "s")
        yield at_least("posts made", report["counts"]["posts"]["new"], ROWS - 1)
        seconds, report = timed_import(Path(folder))
        yield at_most("the same once more", seconds, LIMIT, "s")
        yield at_most("changes of the second", len(report["changes"]), 0)


def timed_import(folder: Path) -> tuple[float, dict]:
    """How many seconds the command took, and the report that it wrote."""
    report = folder / "report.json"
    began = time.perf_counter()
    manage(folder, "import_register", *EXPORT, "--report", str(report))
    return time.perf_counter() - began, json.loads(report.read_text(encoding="utf-8"))


def manage(folder: Path, *arguments: str) -> None:
    """Run a command of the hub on a database in this folder, whatever database this process has."""
    environment = {**os.environ, "HUB_DATA": str(folder), "SECRET_KEY": "only-for-this-measurement"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(settings.ROOT / "manage.py"), *arguments]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
