from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who: the account and how one signs in. Nothing about where people work."""

    name = "hub.people"
    label = "people"
