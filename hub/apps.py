from django.apps import AppConfig


class HubConfig(AppConfig):
    """The composition: management commands, and nothing of its own."""

    name = "hub"
    label = "hub"
