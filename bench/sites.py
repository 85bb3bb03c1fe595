"""The hub and the floor, each started on a folder of its own that is thrown away afterwards."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from bench.processes import BIN, ROOT, Server, free_port

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")  # no setting of an operator's


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk where the data folder is."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.DATA) as folder:
        yield Path(folder)


@dataclass
class Scene:
    """The hub's data folder, filled: who is signed in, what is worth asking for, and how many queries that makes."""

    folder: Path
    cookies: dict[str, str]
    addresses: dict[str, str]
    queries: dict[str, dict[str, int]]
    crowd: list[str]  # the cookies of many people


def scene(folder: Path, *wanted: str) -> Scene:
    """The demo municipality; with "large" 20,000 people and 50,000 pages, with "queries" those counted, "crowd" many
    people signed in."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bench.scene", *wanted]
    environment = environment_of(folder, HUB_DEMO="1")
    out = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Scene(folder, **json.loads(out.splitlines()[-1]))


def hub(folder: Path, *options: str) -> Server:
    """The hub as in use: `manage.py serve`, with `--worker` when that is among the options."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), *options]
    return Server(command, port, in_use(folder, port))


def hub_on_gunicorn(folder: Path) -> Server:
    """The same application as WSGI, one process with four threads: what a usual Django site runs on."""
    port = free_port()
    options = ["-b", f"127.0.0.1:{port}", "-k", "gthread", "-w", "1", "--threads", "4", "--log-level", "error"]
    environment = {**in_use(folder, port), "DJANGO_SETTINGS_MODULE": "hub.settings"}
    return Server([str(BIN / "gunicorn"), *options, "django.core.wsgi:get_wsgi_application()"], port, environment)


def in_use(folder: Path, port: int) -> dict[str, str]:
    """The settings of a hub that is no demo. The key is the scene's, so that the sessions it made hold."""
    key = (folder / "secret-key").read_text(encoding="utf-8")
    return environment_of(folder, SECRET_KEY=key, ALLOWED_HOSTS="127.0.0.1", SITE_URL=f"http://127.0.0.1:{port}")


def environment_of(folder: Path, **more: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {**inherited, "HUB_DATA": str(folder), "HUB_NO_SETUP": "1", **more}


class Floor:
    """The floor's database, and the servers on it."""

    def __init__(self, folder: Path, static: Path | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = environment_of(folder, FLOOR_SQLITE=str(folder / "floor.sqlite3"), PYTHONPATH=str(ROOT))
        if static is not None:
            self.environment["FLOOR_STATIC"] = str(static)
        filling = [sys.executable, "-m", "bench.floor.fill"]
        out = subprocess.run(filling, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        self.cookie = out.stdout.split()[-1]

    def daphne(self) -> Server:
        port = free_port()
        where = ["-v", "0", "-b", "127.0.0.1", "-p", str(port)]
        return Server([str(BIN / "daphne"), *where, "bench.floor.asgi:application"], port, self.environment)
