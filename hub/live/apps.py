from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "hub.live"
    label = "live"
