"""Servers that a benchmark starts and ends, with what they have used of processor and memory, read from /proc."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
START_TIME, END_TIME = 60, 15  # seconds
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """`with Server(command, port, environment) as server:` runs from the open port to the end of the block."""

    def __init__(self, command: list[str], port: int, environment: dict[str, str]) -> None:
        self.command, self.port, self.environment = command, port, environment
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self) -> "Server":
        self.said = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=self.said,
        )
        try:
            self.wait_for_port()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait_for_port(self) -> None:
        until = time.monotonic() + START_TIME
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        self.said.seek(0)
        said = self.said.read().decode(errors="replace")
        raise RuntimeError(f"{' '.join(self.command)} did not open port {self.port}: {said}")

    def stop(self) -> None:
        """End the server and what it has started, and nothing else: they are a group of their own."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(self.process.pid, kind)
                self.process.wait(END_TIME)
                return

    def pids(self) -> list[int]:
        """The process and all its descendants."""
        children: dict[int, list[int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError):
                children.setdefault(int(stat(int(folder.name))[1]), []).append(int(folder.name))
        found, waiting = [], [self.process.pid]
        while waiting:
            found.append(waiting.pop())
            waiting += children.get(found[-1], [])
        return found

    def cpu(self) -> float:
        """Seconds of processor that the tree has used."""
        total = 0.0
        for pid in self.pids():
            with contextlib.suppress(OSError, ValueError):
                total += cpu_of(pid)
        return total

    def memory(self) -> float:
        """MB of the tree. A page that several processes share is divided among them (PSS)."""
        return sum(in_smaps(pid, "Pss") for pid in self.pids()) / 1024

    def now(self) -> float:
        """MB that the process itself has now."""
        return in_status(self.process.pid, "VmRSS") / 1024

    def peak(self) -> float:
        """MB that the process itself, without its children, has had at most since `forget_peak`."""
        return in_status(self.process.pid, "VmHWM") / 1024

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def settle(self) -> None:
        """Wait until it has worked off what is under way; at most ten seconds."""
        for _ in range(50):
            before = self.cpu()
            time.sleep(0.2)
            if self.cpu() - before < 0.02:
                return


def stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, ... (proc(5), from the third)."""
    text = Path(f"/proc/{pid}/stat").read_text()
    return text[text.rindex(")") + 2 :].split()


def cpu_of(pid: int) -> float:
    """Its own time from its clock, in nanoseconds where the kernel tells, with that of children it has waited for."""
    fields = stat(pid)
    try:
        own = time.clock_gettime((~pid << 3) | 2)  # the kernel's number for the clock of a process
    except OSError:
        own = (int(fields[11]) + int(fields[12])) / TICK
    return own + (int(fields[13]) + int(fields[14])) / TICK


def in_smaps(pid: int, name: str) -> int:
    try:
        return kilobytes(Path(f"/proc/{pid}/smaps_rollup"), name)
    except OSError:  # it has ended
        return 0


def in_status(pid: int, name: str) -> int:
    return kilobytes(Path(f"/proc/{pid}/status"), name)


def kilobytes(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
