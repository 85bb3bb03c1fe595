"""What need not be done again: marks in the data folder make the second start of the demo a quick one."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

Say = Callable[[str], object]


class Mark:
    """A file that says for which state of the world a piece of work was done."""

    def __init__(self, name: str) -> None:
        self.path = Path(settings.DATA) / "marks" / name

    def says(self, state: str) -> bool:
        try:
            return self.path.read_text(encoding="utf-8") == state
        except FileNotFoundError:
            return False

    def set(self, state: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(state, encoding="utf-8")


def migrate(say: Say) -> None:
    """Migrate, unless this database has had these very migrations."""
    mark = Mark("migrated")
    if not mark.says(migrations_state()):
        say("Making the tables of the database.")
        call_command("migrate", interactive=False, verbosity=0)
        mark.set(migrations_state())


def migrations_state() -> str:
    """The migrations on disk, and how many the database has had: 0 when it is new, or put in the place of another."""
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs()]
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    recorded = len(MigrationRecorder(connection).applied_migrations())
    return f"{database_name()} {recorded} {contents_sum(files)}"


def database_name() -> str:
    """Tells databases apart; without the password."""
    return " ".join(str(connection.settings_dict[part]) for part in ("ENGINE", "HOST", "PORT", "NAME"))


def contents_sum(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.parent.parent.name}/{path.name}".encode() + path.read_bytes())
    return total.hexdigest()


def collect_static(say: Say) -> None:
    """Collect and compress the files that browsers fetch, unless none has changed."""
    mark = Mark("collected")
    if not (mark.says(static_state()) and Path(settings.STATIC_ROOT).is_dir()):
        say("Compressing the style sheets and scripts.")
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.set(static_state())


def static_state() -> str:
    """Names, sizes and times of all static files: reading them all would take longer than it saves."""
    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            total.update(f"{storage.path(name)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return total.hexdigest()
