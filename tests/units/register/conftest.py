"""The command to import with, for the tests of the register."""

import io
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from tests.units.register import exports
from tests.units.register.exports import PEOPLE, UNITS


@pytest.fixture
def load(tmp_path):
    """Run the command on these rows (or bytes); returns status, out and err."""

    def run(units=UNITS, people=PEOPLE, *options):
        for name, content in (("units.csv", units), ("people.csv", people)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else exports.written(content))
        out, err, status = io.StringIO(), io.StringIO(), 0
        try:
            paths = [str(tmp_path / "units.csv"), str(tmp_path / "people.csv")]
            call_command("import_register", *paths, *options, stdout=out, stderr=err)
        except SystemExit as end:
            status = end.code
        return SimpleNamespace(status=status, out=out.getvalue(), err=err.getvalue())

    return run
