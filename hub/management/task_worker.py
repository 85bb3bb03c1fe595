import os
import sys

from django.core.management import call_command, load_command_class
from django.db import connections
from django.utils.module_loading import autodiscover_modules

from hub.serving.worker import TaskWorker


def task_worker() -> TaskWorker:
    """The worker beside a server, not started yet. It ends with this process, however that ends.

    What the worker needs is loaded before it begins as a copy of us: 6 MB that both then share.
    """
    autodiscover_modules("jobs")
    load_command_class("hub", "worker")
    ours = ["--parent", str(os.getpid())]
    connections.close_all()  # a connection is for one process
    return TaskWorker([sys.executable, sys.argv[0], "worker", *ours], lambda: call_command("worker", *ours))
