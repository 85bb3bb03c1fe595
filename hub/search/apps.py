from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The asking: who gets which hits, in which order, and what an editor and Shared Services can do about it."""

    name = "hub.search"
    label = "search"
