"""What daphne serves. Pages cross to a lasting thread once a request (hub.serving.handler)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

from hub.serving.guard import Guard
from hub.serving.handler import application as http

application = Guard(http())
