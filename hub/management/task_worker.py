import os
import sys

from django.core.management import call_command
from django.db import connections

from hub.serving.worker import TaskWorker


def task_worker() -> TaskWorker:
    """The worker beside a server, not started yet. It ends with this process, however that ends."""
    ours = ["--parent", str(os.getpid())]
    connections.close_all()  # a connection is for one process
    return TaskWorker([sys.executable, sys.argv[0], "worker", *ours], lambda: call_command("worker", *ours))
