"""Stored files: what may be kept, and the one way in which bytes leave. Knows no app; takes models as arguments."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from hub.access import Guarded


def random_name(instance: Any, filename: str) -> str:
    """Where a file lies: a random name, so that neither its title nor a guess leads to it."""
    token = uuid.uuid4().hex
    return f"{instance._meta.model_name}/{token[:2]}/{token}"


class StoredFile(Guarded):
    """A file that somebody has added to something. Concrete models name what, and so who may see it."""

    name = models.CharField(max_length=200)  # as the person called it
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    content = models.FileField(upload_to=random_name, max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")
