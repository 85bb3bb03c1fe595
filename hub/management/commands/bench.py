"""`manage.py bench [NAME ...]`: run benchmarks and say which figures hold."""

import importlib
import pkgutil
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import bench


class Command(BaseCommand):
    help = "Runs the benchmarks in bench/ and prints one line per figure; exit status 1 when one is short."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="which benchmarks; all of them when none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        known = benchmarks()
        names = options["names"] or sorted(known)
        unknown = [name for name in names if name not in known]
        if unknown:
            raise CommandError(
                f"There is no benchmark called {', '.join(unknown)}. These are there: {', '.join(sorted(known))}."
            )
        if not all([self.measure(name) for name in names]):
            sys.exit(1)

    def measure(self, name: str) -> bool:
        """Run one benchmark, print its figures as they are known, and say whether all hold."""
        all_hold = True
        for figure in importlib.import_module(f"bench.{name}").run():
            self.stdout.write(f"{name}: {figure}")
            self.stdout.flush()
            all_hold = all_hold and figure.holds
        return all_hold


def benchmarks() -> set[str]:
    """The modules of bench/ that have a run()."""
    names = {module.name for module in pkgutil.iter_modules(bench.__path__)}
    return {name for name in names if hasattr(importlib.import_module(f"bench.{name}"), "run")}
