from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects as everybody reads of them, and the rooms where their members work."""

    name = "hub.projects"
    label = "projects"
