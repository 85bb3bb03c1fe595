"""Making the environment on a bare machine, and what it is filled with."""

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import hub_install
import hub_setup

ROOT = hub_setup.ROOT


def test_the_ways_to_an_installer_are_tried_in_turn(monkeypatch):
    tried: list[str] = []
    monkeypatch.setattr(hub_install, "uv_on_path", lambda: "old uv")
    monkeypatch.setattr(hub_install, "uv_by_pip", lambda: None)
    monkeypatch.setattr(hub_install, "uv_from_lock", lambda: "our uv")
    monkeypatch.setattr(hub_install, "sync", lambda uv, group: tried.append(uv) or uv == "our uv")
    assert hub_install.install_with_uv("run")
    assert tried == ["old uv", "our uv"]


def test_when_all_fails_a_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(hub_setup, "STAMP", tmp_path / "stamp")
    for name in ("install_with_uv", "install_with_pip"):
        monkeypatch.setattr(hub_install, name, lambda group: False)
    monkeypatch.setattr(hub_install, "make_venv", lambda: None)
    monkeypatch.setattr(hub_install, "has_pip", lambda: False)
    with pytest.raises(SystemExit, match="apt install python3-pip"):
        hub_install.install("run")
    assert not hub_setup.STAMP.exists()


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An installer that lies where the lock file says, for a Python without pip."""
    monkeypatch.setattr(hub_install, "UV", tmp_path / "uv")
    monkeypatch.setattr(hub_install, "has_pip", lambda: False)
    monkeypatch.setattr(hub_install, "fits", lambda url: True)
    with zipfile.ZipFile(tmp_path / "uv.whl", "w") as archive:
        archive.writestr("uv-1.data/scripts/uv", "#!/bin/sh\necho installed\n")
    found = {
        "url": (tmp_path / "uv.whl").as_uri(),
        "hash": "sha256:" + hashlib.sha256((tmp_path / "uv.whl").read_bytes()).hexdigest(),
    }
    monkeypatch.setattr(hub_install, "locked_uv", lambda: {"version": "1", "wheels": [found]})
    return found


def test_a_python_without_pip_takes_the_installer_that_the_lock_file_names(wheel):
    uv = hub_install.uv_from_lock()
    assert uv and subprocess.run([uv], capture_output=True, text=True).stdout == "installed\n"


def test_an_installer_with_another_checksum_is_not_run(wheel):
    wheel["hash"] = "sha256:0"
    with pytest.raises(SystemExit, match="not the one"):
        hub_install.uv_from_lock()
    assert not hub_install.UV.exists()


@pytest.mark.parametrize(
    ("platform", "machine", "libc"),
    [("linux", "x86_64", "glibc"), ("linux", "aarch64", "glibc"), ("linux", "x86_64", ""), ("darwin", "arm64", "")],
)
def test_the_lock_file_has_an_installer_for_the_usual_machines(monkeypatch, platform, machine, libc):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(hub_install.platform, "machine", lambda: machine)
    monkeypatch.setattr(hub_install.platform, "libc_ver", lambda: (libc, ""))
    assert [wheel for wheel in hub_install.locked_uv()["wheels"] if hub_install.fits(wheel["url"])]


def test_the_long_list_of_what_was_installed_is_left_out():
    assert hub_install.is_progress("Downloading django (7.9MiB)")
    assert not hub_install.is_progress(" + django==5.2.19")
    assert not hub_install.is_progress("\n")


# Requirement files


@pytest.mark.parametrize(("name", "groups"), [("requirements.txt", []), ("requirements-all.txt", ["dev"])])
def test_the_requirement_files_are_in_step_with_the_lock_file(name, groups):
    """When this fails: python3 hub_install.py lock."""
    assert required(name) == locked(groups)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-all.txt"])
def test_the_requirement_files_name_no_index(name):
    assert not re.search(r"https?:|--(extra-)?index-url|--find-links", (ROOT / name).read_text())


def required(name: str) -> dict[tuple[str, str], set[str]]:
    """What a requirement file asks for: the checksums of each package and version."""
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    return {
        (found[1], found[2]): set(re.findall(r"--hash=(\S+)", line))
        for line in lines
        if (found := re.match(r"([a-z0-9._-]+)(?:\[.*?\])?==([^\s;]+)", line))
    }


def locked(groups: list[str]) -> dict[tuple[str, str], set[str]]:
    """The same, followed through the lock file from the hub's own dependencies."""
    content = hub_install.tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages: dict[str, list[dict[str, Any]]] = {}
    for package in content["package"]:
        packages.setdefault(package["name"], []).append(package)
    hub = packages["hub"][0]
    waiting = [*hub["dependencies"], *hub["optional-dependencies"]["scale"]]
    waiting += [wanted for group in groups for wanted in hub["dev-dependencies"][group]]
    seen: set[tuple[str, str]] = set()
    found: dict[tuple[str, str], set[str]] = {}
    while waiting:
        wanted = waiting.pop()
        for extra in ["", *wanted.get("extra", [])]:
            if (wanted["name"], extra) in seen:
                continue
            seen.add((wanted["name"], extra))
            for package in packages[wanted["name"]]:
                waiting += (
                    package.get("optional-dependencies", {}).get(extra, [])
                    if extra
                    else package.get("dependencies", [])
                )
                files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
                found[(package["name"], package["version"])] = {file["hash"] for file in files}
    return found
