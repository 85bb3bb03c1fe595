"""The way into every command: an old Python, a taken port, the stamp, the arguments of `test`, translations."""

import ast
import gettext
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import hub_setup

ROOT = hub_setup.ROOT
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Save"\nmsgstr "Lagre"\n'
PRETENDS_TO_BE_OLD = (
    "import runpy, sys; sys.version_info = (3, 8, 1); sys.argv = ['manage.py', 'demo', '--fresh'];"
    "runpy.run_path('manage.py', run_name='__main__')"
)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with the way in and nothing else: what needs more than that fails in it."""
    for name in ("manage.py", "hub_setup.py"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a lock file of its own, whose `.venv` has a Python in it."""
    monkeypatch.setattr(hub_setup, "ROOT", tmp_path)
    monkeypatch.setattr(hub_setup, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(hub_setup, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(hub_setup, "inside", lambda: False)
    (tmp_path / "uv.lock").write_text("as it was\n")
    return tmp_path / "uv.lock"


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(folder / "bin"), "HOME": str(folder), **environment}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


# An old Python


def test_an_old_python_gets_a_sentence_and_no_traceback(bare):
    answer = run(bare, sys.executable, "-c", PRETENDS_TO_BE_OLD)
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer" in answer.stderr and "Python 3.8" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_old_python_starts_again_with_a_newer_one_that_it_finds(bare):
    (bare / "bin").mkdir()
    (bare / "bin" / "python3.13").write_text("#!/bin/sh\nexit 127\n")  # a shim with no Python behind it
    (bare / "bin" / "python3.12").symlink_to(sys.executable)
    for shim in (bare / "bin").iterdir():
        shim.chmod(0o755) if not shim.is_symlink() else None
    (bare / "hub_setup.py").write_text(
        "import sys\n\n\ndef enter(arguments):\n    sys.exit(f'entered with {arguments}')\n"
    )
    answer = run(bare, sys.executable, "-c", PRETENDS_TO_BE_OLD)
    assert "entered with ['demo', '--fresh']" in answer.stderr


def test_an_old_python_can_read_the_way_in():
    ast.parse((ROOT / "manage.py").read_text(encoding="utf-8"), feature_version=(3, 4))
    assert "f'" not in (ROOT / "manage.py").read_text() and 'f"' not in (ROOT / "manage.py").read_text()


# A taken port


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_taken_port_is_a_sentence_before_anything_slow(bare, taken_port):
    answer = run(bare, sys.executable, "manage.py", "demo", "--port", str(taken_port))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {taken_port} is taken") and "--port" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_the_port_may_come_from_the_environment(bare, taken_port):
    answer = run(bare, sys.executable, "manage.py", "demo", HUB_PORT=str(taken_port))
    assert answer.stderr.startswith(f"Port {taken_port} is taken")


@pytest.mark.parametrize("port", ["0", "70000"])
def test_a_number_that_is_no_port_is_a_sentence(bare, port):
    answer = run(bare, sys.executable, "manage.py", "demo", "--port", port)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"{port} is not a port")


# The stamp


def test_without_a_stamp_there_is_something_to_install(lock):
    assert not hub_setup.current("run")


def test_a_stamp_for_all_holds_for_running_too_and_not_the_other_way_round(lock):
    hub_setup.write_stamp("all", "3.11")
    assert hub_setup.current("all") and hub_setup.current("run")
    hub_setup.write_stamp("run", "3.11")
    assert hub_setup.current("run") and not hub_setup.current("all")


def test_a_changed_lock_file_ends_the_stamp(lock):
    hub_setup.write_stamp("all", "3.11")
    lock.write_text("with a newer Django\n")
    assert not hub_setup.current("all")


def test_a_python_that_was_replaced_ends_the_stamp(lock, monkeypatch):
    hub_setup.write_stamp("all", "3.10")
    monkeypatch.setattr(hub_setup, "inside", lambda: True)
    assert not hub_setup.current("all")


def test_a_python_that_is_gone_ends_the_stamp(lock, monkeypatch):
    hub_setup.write_stamp("all", "3.11")
    monkeypatch.setattr(hub_setup, "PYTHON", lock.parent / "gone")
    assert not hub_setup.current("all")


def test_nothing_is_installed_into_the_environment_of_an_operator(monkeypatch):
    monkeypatch.setenv("HUB_NO_SETUP", "1")
    monkeypatch.setattr(hub_setup, "prepare", lambda group: pytest.fail("It installed."))
    monkeypatch.setattr(hub_setup, "compile_translations", lambda: None)
    hub_setup.enter(["check"])


# test


@pytest.fixture
def started(monkeypatch):
    """What `manage.py test` would start, after `python -m pytest`."""
    commands: list[list[str]] = []
    monkeypatch.setattr(hub_setup, "start_again", commands.append)
    monkeypatch.setattr(hub_setup, "find_chromium", lambda: "/usr/bin/chromium")
    monkeypatch.chdir(ROOT)

    def arguments_of(*arguments: str) -> list[str]:
        hub_setup.test(list(arguments))
        return commands[-1][3:]

    return arguments_of


def test_all_tests_run_side_by_side(started):
    assert started() == ["-n", "logical", "--dist", "worksteal"]
    assert started("-x") == ["-n", "logical", "--dist", "worksteal", "-x"]


@pytest.mark.parametrize("arguments", [["tests/test_setup.py::test_x"], ["tests/test_setup.py", "-x"], ["-n", "3"]])
def test_a_named_test_runs_alone_and_its_name_is_passed_on(started, arguments):
    assert started(*arguments) == arguments


@pytest.fixture
def no_chromium(monkeypatch):
    monkeypatch.setattr(hub_setup, "start_again", lambda command: None)
    monkeypatch.setattr(hub_setup, "find_chromium", lambda: None)
    monkeypatch.setattr(hub_setup, "root_prefix", lambda: None)


def test_without_chromium_and_root_one_line_says_what_is_missing(no_chromium):
    with pytest.raises(SystemExit) as refusal:
        hub_setup.test([])
    assert "apt-get install chromium" in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize("arguments", [["tests/test_setup.py"], ["-m", "not browser"]])
def test_tests_that_need_no_browser_run_without_chromium(no_chromium, arguments):
    hub_setup.test(arguments)


# Translations


@pytest.fixture
def po(tmp_path: Path) -> Path:
    path = tmp_path / "locale" / "nb" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return path


def test_translations_are_compiled_without_msgfmt(po, tmp_path):
    hub_setup.compile_translations(tmp_path)
    with po.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Save") == "Lagre"


def test_translations_are_compiled_again_only_when_they_changed(po, tmp_path):
    hub_setup.compile_translations(tmp_path)
    first = po.with_suffix(".mo").stat().st_ino
    hub_setup.compile_translations(tmp_path)
    assert po.with_suffix(".mo").stat().st_ino == first
    po.write_text(PO.replace("Lagre", "Behold"), encoding="utf-8")
    os.utime(po, ns=(1, 1))  # older than before, as a checkout of an earlier version may be
    hub_setup.compile_translations(tmp_path)
    with po.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Save") == "Behold"
