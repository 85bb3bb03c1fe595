from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FindableConfig(AppConfig):
    """What things say, for the search."""

    name = "hub.findable"
    label = "findable"

    def ready(self) -> None:
        autodiscover_modules("said")
