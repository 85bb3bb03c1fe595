from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SelfserviceConfig(AppConfig):
    """Where one gets a thing done: every form and self-service link, by need."""

    name = "hub.selfservice"
    label = "selfservice"

    def ready(self) -> None:
        autodiscover_modules("offers")
