"""Runs every migration of the hub in order, on a database that has rows in each table before the next one comes.

python -m tests.database.filled [--plant]     prints "app.Model rows" for every table, or ends with the database's error
--plant adds a last migration such as nobody should write: a column that takes no null, without a default.
"""

import sys
from datetime import timedelta
from typing import Any

import django
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.utils import timezone

EACH = 2  # rows in a table: one with everything filled in, one with as little as is allowed


def main() -> None:
    executor = MigrationExecutor(connection)
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)  # the database is empty
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    for migration in [*plan, *(planted() if "--plant" in sys.argv else [])]:
        state = executor.apply_migration(state, migration)
        fill(state)
    for model in state.apps.get_models():
        print(model._meta.label, model._base_manager.count())


def planted() -> list[migrations.Migration]:
    class Planted(migrations.Migration):
        operations = [migrations.AddField("page", "planted", models.IntegerField())]

    return [Planted("9999_planted", "units")]


def fill(state: Any) -> None:
    """Rows into each table that has none, those that others point at first."""
    waiting = [model for model in state.apps.get_models() if model._meta.managed and not rows(model)]
    while waiting:
        ready = [model for model in waiting if not needed(model) & {m._meta.label for m in waiting}]
        if not ready:
            raise RuntimeError(f"These need each other: {waiting}")
        for model in ready:
            for number in range(1, EACH + 1):
                model._base_manager.create(**values(model, number))
            waiting.remove(model)


def rows(model: Any) -> int:
    return int(model._base_manager.count())


def needed(model: Any) -> set[str]:
    """Which tables must have rows before this one can."""
    others = {f.remote_field.model._meta.label for f in fields(model) if f.is_relation and not f.null}
    return others - {model._meta.label}


def fields(model: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not getattr(field, "auto_created", False)]


def values(model: Any, number: int) -> dict[str, Any]:
    """The first row has everything, so far as what it points at has rows; later ones have as little as is allowed."""
    given = {}
    for field in fields(model):
        if isinstance(field, models.AutoField):
            continue
        if field.is_relation:
            other = field.remote_field.model
            there = other._base_manager.order_by("pk")[number - 1 : number].first() if other is not model else None
            if there is not None and (number == 1 or not field.null):
                given[field.name] = there
        elif number == 1 or not field.null:
            given[field.name] = value(field, number)
    return given


def value(field: Any, number: int) -> Any:
    """Something that fits the column, another one for each row."""
    now = timezone.now() - timedelta(days=number)
    if field.choices:
        return field.flatchoices[min(number, len(field.flatchoices)) - 1][0]
    kinds: list[tuple[Any, Any]] = [
        (models.BooleanField, True),
        (models.DateTimeField, now),
        (models.DateField, now.date()),
        (models.JSONField, {}),
        (models.BinaryField, b"x"),
        (models.EmailField, f"ola{number}@dal.example"),
        (models.UUIDField, field.get_default()),
        ((models.IntegerField, models.FloatField, models.DecimalField), number),
        ((models.CharField, models.TextField), f"å{number}"),
        (models.Field, f"{number}"),
    ]
    return next(made for kind, made in kinds if isinstance(field, kind))


if __name__ == "__main__":
    django.setup()
    main()
