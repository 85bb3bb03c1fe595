from django.apps import AppConfig


class LookConfig(AppConfig):
    """Template tags, filters and form fields that every page shares. No models."""

    name = "hub.look"
