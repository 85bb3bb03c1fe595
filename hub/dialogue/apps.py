from django.apps import AppConfig


class DialogueConfig(AppConfig):
    """Comments on whatever inherits `Discussed`."""

    name = "hub.dialogue"
    label = "dialogue"
