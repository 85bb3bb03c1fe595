"""Makes `.venv` and installs what uv.lock says, by whichever way this machine allows. Standard library only.

`python3 hub_install.py` does it for developers and CI; `python3 hub_install.py lock` writes uv.lock and the requirement
files anew after a change in pyproject.toml.
"""

import contextlib
import fcntl
import functools
import hashlib
import io
import os
import platform
import shutil
import ssl
import subprocess
import sys
import time
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hub_setup
from hub_setup import PYTHON, ROOT, VENV, say

UV = VENV / "bin" / "uv"
GROUPS = {"run": ["--no-dev"], "all": []}
REQUIREMENTS = {"run": "requirements.txt", "all": "requirements-all.txt"}
NO_PIP = (
    "This Python has neither pip nor ensurepip, and fetching the installer without them did not work either. "
    "Install pip (Debian and Ubuntu: apt install python3-pip) and try again."
)
FAILED = (
    "The packages could not be installed; the lines above say why. Is there a network? "
    "Behind a proxy, name it in HTTPS_PROXY."
)
NOISE = (
    "+ ",
    "- ",
    "~ ",
    "Ignoring ",
    "Requirement already",
    "Installing collected",
    "Successfully installed",
    "Looking in",
)


def install(group: str) -> None:
    """Install the packages of `group` and write the stamp, or stop with a sentence."""
    with alone():
        if hub_setup.current(group):  # another command did it while this one waited
            return
        started = time.monotonic()
        make_venv()
        if not (install_with_uv(group) or install_with_pip(group)):
            hub_setup.stop(FAILED if has_pip() else NO_PIP)
        hub_setup.write_stamp(group, "{}.{}".format(*venv_version()))
        say(f"Installed in {time.monotonic() - started:.0f} seconds.")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One installation at a time: `demo` and `test` may be started side by side in a fresh clone."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make_venv() -> None:
    """An empty `.venv`, unless one is there that works."""
    if venv_version() >= (3, 11):
        return
    say(f"Making .venv with Python {platform.python_version()}.")
    try:
        # Without pip: Debian's Python lacks ensurepip until python3-venv is installed. With the base interpreter: this
        # process may run in another virtualenv, or in the very .venv that it replaces.
        subprocess.run([base_python(), "-m", "venv", "--without-pip", "--clear", str(VENV)], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        hub_setup.stop(f"Could not make {VENV}: {error}. May you write in this folder, and is the Python complete?")


def venv_version() -> tuple[int, ...]:
    """The version that `.venv` answers with when it is run; empty when there is none or it is broken."""
    question = "import sys; print(*sys.version_info[:2], sys.prefix)"
    try:
        answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True).stdout
        major, minor, prefix = answer.strip().split(" ", 2)
    except (OSError, ValueError):
        return ()
    return (int(major), int(minor)) if Path(prefix).resolve() == VENV.resolve() else ()


def base_python() -> str:
    return getattr(sys, "_base_executable", None) or sys.executable


# uv


def install_with_uv(group: str) -> bool:
    """Try each uv that can be had, the quickest first. An old one on PATH may not read our lock file."""
    for find in (uv_on_path, uv_by_pip, uv_from_lock):
        uv = find()
        if uv and sync(uv, group):
            return True
    return False


def sync(uv: str, group: str) -> bool:
    say(f"Installing about {count(group)} packages with uv.")
    options = ["--frozen", "--inexact", "--no-install-project", "--extra", "scale", *GROUPS[group]]
    return run([uv, "sync", *options], uv_environment()) == 0


def uv_environment() -> dict[str, str]:
    """uv installs into our `.venv`, with the machine's certificates, and never fetches a Python of its own."""
    defaults = {"UV_LINK_MODE": "copy", "UV_PYTHON_DOWNLOADS": "never"}
    if ssl.get_default_verify_paths().cafile:  # a municipality's own proxy signs with what its machines trust
        defaults |= {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
    if not os.access(Path.home(), os.W_OK):
        defaults["UV_NO_CACHE"] = "1"
    inherited = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return {**defaults, **inherited, "UV_PROJECT_ENVIRONMENT": str(VENV), "UV_PYTHON": str(PYTHON)}


def uv_on_path() -> str | None:
    return shutil.which("uv")


def uv_by_pip() -> str | None:
    """uv from the machine's package index: pip knows a local mirror, which uv's lock file does not."""
    if not (UV.exists() or has_pip()):
        return None
    wanted = locked_uv()
    hashes = " ".join(f"--hash={wheel['hash']}" for wheel in wanted["wheels"])
    (VENV / "uv.txt").write_text(f"uv=={wanted['version']} {hashes}\n")
    say(f"Fetching the installer, uv {wanted['version']}.")
    done = run([*pip(), "install", "--no-deps", "--require-hashes", "--only-binary=:all:", "-r", str(VENV / "uv.txt")])
    return str(UV) if done == 0 and UV.exists() else None


def uv_from_lock() -> str | None:
    """The wheel that uv.lock names, checked against its sum: for a Python that came without pip."""
    wheel = next((wheel for wheel in locked_uv()["wheels"] if fits(wheel["url"])), None)
    if has_pip() or not wheel:
        return None
    say(f"This Python has no pip. Fetching uv {locked_uv()['version']} itself.")
    try:
        with urllib.request.urlopen(wheel["url"], timeout=60) as answer:
            content = answer.read()
    except OSError as error:
        say(str(error))
        return None
    if "sha256:" + hashlib.sha256(content).hexdigest() != wheel["hash"]:
        hub_setup.stop("The installer that arrived is not the one that uv.lock names. Nothing of it was run.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        UV.write_bytes(archive.read(next(name for name in archive.namelist() if name.endswith("/scripts/uv"))))
    UV.chmod(0o755)
    return str(UV)


def fits(url: str) -> bool:
    """Whether a wheel of uv runs on this machine."""
    system = "macosx" if sys.platform == "darwin" else "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return f"-{system}_" in url and f"_{platform.machine()}." in url


def locked_uv() -> dict[str, Any]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return next(package for package in lock["package"] if package["name"] == "uv")


# pip


def has_pip() -> bool:
    return bool(pip())


@functools.cache
def pip() -> list[str]:
    """How to start pip for `.venv`: the machine's own (it may write there despite PEP 668), or one inside, which is put
    there when only ensurepip is at hand. Empty: there is none."""
    within = [str(PYTHON), "-m", "pip"]
    for command in ([base_python(), "-m", "pip", "--python", str(PYTHON)], within):
        if works([*command, "--version"]):
            return command
    return within if works([str(PYTHON), "-m", "ensurepip"]) else []


def works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def install_with_pip(group: str) -> bool:
    if not has_pip():
        return False
    say(f"uv did not manage. Installing about {count(group)} packages with pip, which takes longer.")
    return run([*pip(), "install", "--require-hashes", "-r", str(ROOT / REQUIREMENTS[group])]) == 0


def count(group: str) -> int:
    """Some lines are for other systems only, hence "about"."""
    return (ROOT / REQUIREMENTS[group]).read_text().count("==")


# Running them


def run(command: list[str], environment: dict[str, str] | None = None) -> int:
    """Run an installer and pass on its lines, without the long list of what was installed."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_PROGRESS_BAR": "off", **(environment or os.environ)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        if is_progress(line):
            say("  " + line.strip()[:150])
    return process.wait()


def is_progress(line: str) -> bool:
    """What is worth showing: not each package that was installed, nor pip's remarks on what was there already."""
    return bool(line.strip()) and not line.strip().startswith(NOISE)


def write_lock() -> None:
    """Bring uv.lock and both requirement files in step with pyproject.toml."""
    uv = uv_on_path() or uv_by_pip()
    if not uv or run([uv, "lock"], uv_environment()):
        hub_setup.stop(FAILED)
    for group, name in REQUIREMENTS.items():
        options = ["--frozen", "--quiet", "--extra", "scale", "--no-emit-project", "--no-annotate", "--no-header"]
        run([uv, "export", *options, *GROUPS[group], "--output-file", name], uv_environment())


if __name__ == "__main__":
    if sys.argv[1:] == ["lock"]:
        write_lock()
    else:
        hub_setup.prepare("all")
