"""The last line of .ci/run says what pytest's own reports say, or nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import hub_setup

CI = hub_setup.ROOT / ".ci"
REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.fixture
def summary(tmp_path: Path):
    def of(*counts: tuple[int, int, int, int], missing: bool = False) -> str:
        reports = [tmp_path / f"{number}.xml" for number in range(len(counts))]
        for report, count in zip(reports, counts, strict=True):
            report.write_text(REPORT.format(*count))
        reports += [tmp_path / "never-written.xml"] if missing else []
        command = [sys.executable, str(CI / "summary.py"), *map(str, reports)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return of


def test_both_runs_are_added_up_and_an_error_counts_as_failed(summary):
    assert summary((10, 1, 1, 2), (5, 0, 0, 0)) == "11 passed, 2 failed\n"


def test_without_a_report_nothing_is_claimed(summary):
    assert summary((10, 0, 0, 0), missing=True) == ""
    assert summary() == ""


def test_the_script_can_be_started_and_stops_at_an_error():
    assert os.access(CI / "run", os.X_OK)
    assert "set -euo pipefail" in (CI / "run").read_text()
