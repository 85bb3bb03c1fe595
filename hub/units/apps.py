from django.apps import AppConfig
from django.core import checks

from hub.units.register.columns import check_setting


class UnitsConfig(AppConfig):
    """Where: the tree of units, memberships, roles and pages."""

    name = "hub.units"
    label = "units"

    def ready(self) -> None:
        checks.register(check_setting)
