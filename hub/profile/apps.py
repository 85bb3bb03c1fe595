from django.apps import AppConfig


class ProfileConfig(AppConfig):
    """The municipality's profile: name, shield and colours."""

    name = "hub.profile"
    label = "profile"
