"""The task worker as a child process: started with the server, started again when it fails, ended with the server."""

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import NoReturn

logger = logging.getLogger(__name__)

ENDING_TIME = 15  # seconds for the task at hand
FIRST_PAUSE, LONGEST_PAUSE = 1, 60  # seconds before a failed worker is started again


class TaskWorker:
    """`with TaskWorker(command):` keeps one running. The command is that of a process of its own.

    With `work`, which does the same as the command, the first worker is a fork of this process: what is loaded by then
    is in memory once instead of twice. That takes a process without threads and without open connections, so it is
    entered early; a worker that has failed is always started anew by the command.
    """

    def __init__(self, command: Sequence[str], work: Callable[[], object] | None = None) -> None:
        self.command, self.work = list(command), work
        self._ending = threading.Event()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | Fork | None = None
        self._keeper = threading.Thread(target=self._keep_running, name="task-worker-keeper", daemon=True)

    def __enter__(self) -> "TaskWorker":
        if self.work is not None and hasattr(os, "fork") and threading.active_count() == 1:
            self._process = Fork(self.work)
        else:
            self._start()
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        with self._starting:  # one that is just being started again is ended too
            process = self._process
        if process is not None and process.returncode is None:
            process.terminate()
            self._keeper.join(ENDING_TIME)
            if process.returncode is None:
                logger.warning("The task worker did not end within %d seconds and was killed.", ENDING_TIME)
                process.kill()
                self._keeper.join()

    def _start(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we end the worker in good order.
        self._process = subprocess.Popen(self.command, start_new_session=True)

    def _keep_running(self) -> None:
        pause = FIRST_PAUSE
        while True:
            assert self._process is not None
            began = time.monotonic()
            code = self._process.wait()
            if self._ending.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            logger.error("The task worker ended with status %d and is started again in %d seconds.", code, pause)
            self._ending.wait(pause)
            with self._starting:
                if self._ending.is_set():
                    return
                self._start()


class Fork:
    """A copy of this process that does one piece of work and ends."""

    def __init__(self, work: Callable[[], object]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        gc.collect()
        gc.freeze()  # a sweep would write to every object, and what is written to is no longer shared
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            self._run(work)

    def _run(self, work: Callable[[], object]) -> NoReturn:
        status = 1
        try:
            os.setsid()
            work()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)  # what the server has open is not ours to close

    def wait(self) -> int:
        """Its exit status; minus the number of the signal that ended it. For one thread to ask."""
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
