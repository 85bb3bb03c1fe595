import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from hub.demo.fill import fill
from hub.management.marks import Mark, Say, database_name
from hub.people.models import User


class NotTheDemo(Exception):
    """The database holds people whom the demo did not put there."""


class DemoData:
    """The made-up municipality in the database, and the file that says that it is one.

    In the demo anybody signs in as anybody. That must never be opened on a municipality's own database, nor may
    --fresh empty it: so a database with people in it has to be marked.
    """

    def __init__(self, say: Say) -> None:
        self.say = say
        self.mark = Mark("demo")

    def fill_if_empty(self) -> None:
        if User.objects.exists():
            self.require_mark()
            return
        self.say("Filling in a made-up municipality: 1,400 people, their units and pages.")
        self.mark.set(database_name())
        fill()

    def forget(self) -> None:
        if has_people():
            self.require_mark()
        self.say("Throwing away the old demo.")
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        if connection.vendor == "sqlite":
            connection.close()
            name = Path(connection.settings_dict["NAME"])
            for path in name.parent.glob(f"{name.name}*"):  # the database, its log and its lock
                path.unlink()
        else:
            call_command("flush", interactive=False, verbosity=0)

    def require_mark(self) -> None:
        if not self.mark.says(database_name()):
            raise NotTheDemo(
                "There are people in this database whom the demo did not put there, so it is left alone: "
                "in the demo anybody signs in as anybody. Name another folder in HUB_DATA, or leave DATABASE_URL out."
            )


def has_people() -> bool:
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()
