from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    """Work by the clock, once per slot of time however many workers there are."""

    name = "hub.schedule"
    label = "schedule"
