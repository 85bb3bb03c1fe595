from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Where: the tree of units, memberships, roles and pages."""

    name = "hub.units"
    label = "units"
