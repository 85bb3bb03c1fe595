from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WaitingConfig(AppConfig):
    """What waits for a person."""

    name = "hub.waiting"
    label = "waiting"

    def ready(self) -> None:
        autodiscover_modules("asks")
