"""The task worker as a child process: started with the server, started again when it fails, ended with the server."""

import logging
import subprocess
import threading
import time
from collections.abc import Sequence
from types import TracebackType

logger = logging.getLogger(__name__)

ENDING_TIME = 15  # seconds for the task at hand
FIRST_PAUSE, LONGEST_PAUSE = 1, 60  # seconds before a failed worker is started again


class TaskWorker:
    """`with TaskWorker(command):` keeps one running. The command is that of a process of its own."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep_running, name="task-worker-keeper", daemon=True)

    def __enter__(self) -> "TaskWorker":
        self._start()
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(ENDING_TIME)
            except subprocess.TimeoutExpired:
                logger.warning("The task worker did not end within %d seconds and was killed.", ENDING_TIME)
                process.kill()
                process.wait()

    def _start(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we end the worker in good order.
        self._process = subprocess.Popen(self.command, start_new_session=True)

    def _keep_running(self) -> None:
        pause = FIRST_PAUSE
        while not self._ending.is_set():
            assert self._process is not None
            began = time.monotonic()
            code = self._process.wait()
            if self._ending.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            logger.error("The task worker ended with status %d and is started again in %d seconds.", code, pause)
            if not self._ending.wait(pause):
                self._start()
