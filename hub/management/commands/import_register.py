"""`manage.py import_register units.csv people.csv`: bring the hub in step with an export of the HR system."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hub.units.models.tree import Refused
from hub.units.register.plan import Plan, make_plan
from hub.units.register.runs import import_files
from hub.units.register.showing import groups, headline


class Command(BaseCommand):
    help = (
        "Imports units and people from an export of the HR system. With any fault in the files, every fault is listed "
        "and nothing is changed. Running it again with the same files changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("units", type=Path, metavar="units.csv", help="one row per unit: code, name, unit above")
        parser.add_argument(
            "people", type=Path, metavar="people.csv", help="one row per post: employee number, name, unit"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write every change and every fault here")
        parser.add_argument("--skip-bad-rows", action="store_true", help="leave faulty rows out and import the others")
        parser.add_argument(
            "--allow-large-change", action="store_true", help="even if more than a fifth of the people would end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths = (options["units"], options["people"])
        units, people = (self.content(path) for path in paths)
        files = _names(*paths)
        if options["report"]:
            self.must_be_writable(options["report"])
        try:
            if options["dry_run"]:
                plan = make_plan(units, people, files, options["skip_bad_rows"])
            else:
                plan = import_files(units, people, None, files, options["skip_bad_rows"], options["allow_large_change"])
        except Refused as refusal:
            raise CommandError(f"{refusal} " + _("Add --allow-large-change if it is right.")) from None
        if options["report"]:
            options["report"].write_text(
                json.dumps(plan.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
        self.tell(plan, options["dry_run"])
        if plan.is_refused:
            sys.exit(1)

    def content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None

    def must_be_writable(self, path: Path) -> None:
        """Before anything is changed, so that an import is never without the report that was asked for."""
        try:
            path.open("a", encoding="utf-8").close()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None

    def tell(self, plan: Plan, dry_run: bool) -> None:
        for fault in plan.faults:
            self.stderr.write(str(fault))
        for note in plan.found.notes:
            self.stdout.write(note.sentence)
        for group in groups(plan.as_json()["counts"]):
            self.stdout.write(f"{group.title}: {group.count}")
        out = self.stderr if plan.is_refused else self.stdout
        out.write(headline(plan, dry_run))


def _names(units: Path, people: Path) -> tuple[str, str]:
    """What faults call the files: their names, or the whole paths when those are the same."""
    return (str(units), str(people)) if units.name == people.name else (units.name, people.name)
