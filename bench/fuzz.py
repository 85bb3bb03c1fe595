"""Requests of chance, and a body that is far too large. `python3 manage.py bench fuzz` (half an hour)

100,000 requests drawn by Hypothesis, over every address, method, parameter, header and form field, half of them on each
database: tests/test_fuzz.py with another number of requests. PostgreSQL is the one of DATABASE_URL, or one that listens
on 127.0.0.1; where there is none, SQLite gets them all.
"""

import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import bodies, sites
from bench.figures import Figure, at_least, at_most
from bench.processes import ROOT

REQUESTS = int(os.environ.get("HUB_FUZZ", "100000"))
SLOW = 5  # seconds
WITHOUT_END = [
    "-o",
    "faulthandler_timeout=0",
]  # the suite gives a test ten minutes at most
ON_THIS_MACHINE = "postgres://postgres@127.0.0.1:5432/postgres"


def run() -> Iterator[Figure]:
    with sites.scratch() as folder:
        yield from bodies.figures(folder)
        databases = {"SQLite": "", **postgresql()}
        each = REQUESTS // len(databases)
        started = {name: start(folder / f"{name}.json", each, url) for name, url in databases.items()}
        for name, process in started.items():
            said, _ = process.communicate()
            yield from figures(name, folder / f"{name}.json", each, said)


def postgresql() -> dict[str, str]:
    if url := os.environ.get("DATABASE_URL"):
        return {"PostgreSQL": url}
    with socket.socket() as probe:
        probe.settimeout(1)
        return {"PostgreSQL": ON_THIS_MACHINE} if probe.connect_ex(("127.0.0.1", 5432)) == 0 else {}


def start(report: Path, requests: int, url: str) -> subprocess.Popen[str]:
    """Both databases at once, each in a process of its own."""
    environment = sites.environment_of(report.parent / report.stem)
    environment |= {"HUB_FUZZ": str(requests), "HUB_FUZZ_REPORT": str(report), "HUB_FUZZ_SEED": str(seed())}
    environment |= {"DATABASE_URL": url} if url else {}
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", *WITHOUT_END, "tests/test_fuzz.py"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def seed() -> int:
    """Another one every time; give HUB_FUZZ_SEED to see a run again."""
    return int(os.environ.get("HUB_FUZZ_SEED", random.randrange(10**6)))


def figures(name: str, report: Path, asked: int, said: str) -> Iterator[Figure]:
    if not report.exists():
        raise RuntimeError(f"The requests on {name} were not finished:\n{said[-3000:]}")
    seen = json.loads(report.read_text())
    print("\n\n".join(seen["faults"][:20]), file=sys.stderr)
    yield at_least(f"{name}, requests of chance (first seed {seen['seed']})", seen["requests"], asked)
    broken = sum(count for status, count in seen["statuses"].items() if int(status) >= 500)
    yield at_most(f"{name}, HTTP 500", broken, 0)
    yield at_most(f"{name}, slowest answer", seen["slowest"], SLOW, "s")
    yield at_most(f"{name}, answers that tell how we are made", seen["telling"], 0)
