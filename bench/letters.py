"""The letters of a morning, in a municipality of 20,000 people. `python3 manage.py bench letters`"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import sites
from bench.figures import Figure, at_least, at_most
from bench.processes import ROOT

PEOPLE = 20_000
PIECES = PEOPLE / 1000


def run() -> Iterator[Figure]:
    with sites.scratch() as folder:
        made = morning(folder)
    yield at_least(f"letters for {PEOPLE} people with an address, one each", made["letters"], PEOPLE * 0.95)
    yield at_most("processor time to make them", made["seconds"], 30, "s")
    yield at_most("queries for a thousand people", made["queries"] / PIECES, 40)
    yield at_most("memory that it takes", made["megabytes"], 50, "MB")
    yield at_most("letters that making them a second time adds", made["again"], 0)


def morning(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.writing_letters"]
    environment = sites.environment_of(folder, HUB_DEMO="1")
    subprocess.run([*command, str(PEOPLE)], cwd=ROOT, env=environment, check=True)
    out = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, float] = json.loads(out.splitlines()[-1])
    return figures
