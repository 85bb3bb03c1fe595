"""Makes the checks of the database settings known to Django."""

from django.apps import AppConfig
from django.core import checks

from hub.database.checks import check_settings, check_stored_safely, note_sqlite_version


class DatabaseConfig(AppConfig):
    name = "hub.database"
    label = "hub_database"

    def ready(self) -> None:
        checks.register(check_settings)
        checks.register(check_stored_safely, checks.Tags.database)
        checks.register(note_sqlite_version, checks.Tags.database, deploy=True)
