"""What was copied from elsewhere is what its list says, to the last byte."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = json.loads((ROOT / "static/vendor/vendor.json").read_text(encoding="utf-8"))
LISTED = {file["path"]: file["sha256"] for package in PACKAGES for file in package["files"]}


def test_every_vendored_file_has_the_sum_in_the_list():
    for path, expected in LISTED.items():
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == expected, path


def test_no_file_lies_among_the_vendored_ones_without_standing_in_the_list():
    folders = (ROOT / "static/vendor", ROOT / "tests/browser/vendor")
    found = {file.relative_to(ROOT).as_posix() for folder in folders for file in folder.rglob("*") if file.is_file()}
    assert found - {"static/vendor/vendor.json"} == set(LISTED)


def test_every_package_is_the_version_that_package_json_names_and_carries_its_licence():
    wanted = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))["devDependencies"]
    for package in PACKAGES:
        assert package["version"] == wanted[package["name"]]
        assert package["licence"]
        assert any(file["path"].endswith("LICENSE") for file in package["files"]), package["name"]


def test_the_lock_names_the_same_versions_and_no_address_to_fetch_from():
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))["packages"]
    for package in PACKAGES:
        assert lock[f"node_modules/{package['name']}"]["version"] == package["version"]
    assert not [name for name, entry in lock.items() if "resolved" in entry]
