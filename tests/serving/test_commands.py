"""`manage.py serve` and `manage.py bench`: what they refuse and how they end."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bench.figures import at_least, at_most
from hub.management.commands import bench as bench_command
from hub.serving.worker import TaskWorker
from tests.serving.clients import ROOT, becomes


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": ["a"], "DEBUG": True}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": ["a"], "DEMO": True}, "HUB_DEMO is on"),
    ],
)
def test_serve_refuses_unsafe_settings_with_a_sentence(settings: Any, change: dict[str, Any], sentence: str) -> None:
    settings.ALLOWED_HOSTS = ["a"]
    for name, value in change.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError, match=sentence):
        call_command("serve")


@pytest.mark.django_db
def test_serve_refuses_a_key_that_can_be_guessed(settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.SECRET_KEY = ["a"], "hemmelig"
    with pytest.raises(CommandError, match="security.W009"):
        call_command("serve")


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """The environment of a hub in production with an empty, migrated database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "DATABASE_URL"))}
    given = {
        "HUB_DATA": str(tmp_path),
        "SECRET_KEY": "a-key-of-fifty-characters-that-nobody-else-has-1234",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    manage({**kept, **given}, "migrate", "-v0")
    manage({**kept, **given}, "collectstatic", "-v0", "--no-input")
    return {**kept, **given}


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


@pytest.fixture
def served(installed: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "manage.py", "serve", "--port", "0", "--worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=installed, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield process, process.stdout.readline().split()[-1]
    process.kill()
    process.wait()
    process.stdout.close()


def test_serve_answers_and_ends_together_with_its_worker(served: tuple[subprocess.Popen[str], str]) -> None:
    process, address = served
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
    with urllib.request.urlopen(f"{address}healthz", timeout=20) as answer:
        assert answer.read() == b"ok"
    (worker,) = children(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0
    assert not Path(f"/proc/{worker}").exists()


def test_the_worker_that_began_as_a_copy_of_the_server_is_started_anew_when_it_fails(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    process, _address = served
    (first,) = children(process.pid)
    assert "serve" in Path(f"/proc/{first}/cmdline").read_text()
    os.kill(first, signal.SIGKILL)
    assert becomes(lambda: children(process.pid) not in ([], [first]))
    (second,) = children(process.pid)
    assert becomes(lambda: "worker" in Path(f"/proc/{second}/cmdline").read_text())
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0
    assert becomes(lambda: not Path(f"/proc/{second}").exists())


def test_a_worker_of_a_server_that_was_killed_ends_too(served: tuple[subprocess.Popen[str], str]) -> None:
    process, _address = served
    (worker,) = children(process.pid)
    process.kill()
    process.wait()
    assert becomes(lambda: not is_alive(worker))


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def children(parent: int) -> list[int]:
    """Whichever of its threads has started them."""
    lists = [path.read_text() for path in Path(f"/proc/{parent}/task").glob("*/children")]
    return [int(number) for listed in lists for number in listed.split()]


def test_a_worker_that_fails_is_started_again_and_ends_with_the_server(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    script = f"import os, time; open({str(starts)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"
    with TaskWorker([sys.executable, "-c", script]):
        assert becomes(lambda: starts.exists() and starts.read_text() != "")
        first = int(starts.read_text())
        os.kill(first, signal.SIGKILL)
        assert becomes(lambda: len(starts.read_text().split()) == 2)
    second = int(starts.read_text().split()[1])
    assert not Path(f"/proc/{second}").exists()


def test_a_worker_that_is_just_being_started_again_ends_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = tmp_path / "starts"
    script = f"import os, time; open({str(starts)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"
    worker, start, made = TaskWorker([sys.executable, "-c", script]), subprocess.Popen, []

    def slowly(*arguments: Any, **options: Any) -> Any:
        """The second runs before the server knows of it: until the server is on its way out."""
        made.append(start(*arguments, **options))
        if len(made) == 2:
            worker._ending.wait()
        return made[-1]

    monkeypatch.setattr("hub.serving.worker.subprocess.Popen", slowly)
    with worker:
        assert becomes(lambda: starts.exists() and starts.read_text() != "")
        os.kill(int(starts.read_text()), signal.SIGKILL)
        assert becomes(lambda: len(starts.read_text().split()) == 2)
    assert not Path(f"/proc/{starts.read_text().split()[1]}").exists()


def test_bench_prints_each_figure_and_fails_when_one_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = [at_most("slow", 2.5, 3, "ms"), at_least("many", 1_000, 1_000)]
    monkeypatch.setattr(bench_command, "benchmarks", lambda: {"trial"})
    monkeypatch.setitem(sys.modules, "bench.trial", SimpleNamespace(run=lambda: figures))
    said = StringIO()
    call_command("bench", "trial", stdout=said)
    assert said.getvalue().splitlines() == [
        "trial: slow: 2.5 ms (goal 3 ms) holds",
        "trial: many: 1,000 (goal 1,000) holds",
    ]
    figures.append(at_most("late", 4, 3, "s"))
    with pytest.raises(SystemExit) as ended:
        call_command("bench", stdout=said)
    assert ended.value.code == 1
    assert said.getvalue().splitlines()[-1] == "trial: late: 4 s (goal 3 s) short"


def test_an_unknown_benchmark_is_a_sentence() -> None:
    with pytest.raises(CommandError, match=r"There is no benchmark called x\. These are there: .*writes"):
        call_command("bench", "x")
