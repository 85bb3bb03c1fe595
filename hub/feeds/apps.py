from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """What the whole world may read: public pages and notices, and the feeds that other web sites take them from."""

    name = "hub.feeds"
    label = "feeds"
