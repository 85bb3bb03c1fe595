"""An upgrade meets a database that people have worked in: every migration runs forward with rows in every table.

`tests/database/filled.py` runs them one by one and fills what is new after each, so that a migration to come is tried
against every table before it, with nothing to be added here.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection

import hub_setup


@pytest.fixture
def environment(db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """For a process with an empty database of its own, of the same kind as this one's."""
    made = {**os.environ, "HUB_NO_SETUP": "1", "HUB_DATA": str(tmp_path), "SECRET_KEY": "x" * 50}
    if connection.vendor == "sqlite":
        yield made
        return
    name = f"{connection.settings_dict['NAME']}_filled"
    other = connection.copy()  # no database is made within a transaction
    with other.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        yield made | {"DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()}
        cursor.execute(f'DROP DATABASE "{name}"')
    other.close()


def migrate(environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.database.filled", *options]
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "hub.settings"}
    return subprocess.run(command, cwd=hub_setup.ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_every_migration_runs_forward_on_a_filled_database(environment: dict[str, str]) -> None:
    done = migrate(environment)
    assert done.returncode == 0, done.stderr[-3000:]
    kept = {label: int(rows) for label, rows in (line.split() for line in done.stdout.splitlines())}
    models = [model for model in apps.get_models() if model._meta.managed]
    assert {model._meta.label: kept.get(model._meta.label, 0) > 1 for model in models} == {
        model._meta.label: True for model in models
    }


def test_a_column_that_takes_no_null_and_has_no_default_is_found(environment: dict[str, str]) -> None:
    done = migrate(environment, "--plant")
    assert done.returncode == 1
    assert "IntegrityError" in done.stderr and "planted" in done.stderr
