import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction

from hub.access import Guarded
from hub.files.accepting import Accepted
from hub.files.names import safe_name


def random_name(instance: Any, filename: str) -> str:
    """Where a file lies: a random name, so that neither its title nor a guess leads to it."""
    token = uuid.uuid4().hex
    return f"{instance._meta.model_name}/{token[:2]}/{token}"


class StoredFile(Guarded):
    """A file that somebody has added to something. Concrete models name what, and so who may see it."""

    address = ""  # the word in its address: /files/<address>/<number>/<name>

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

    def get_absolute_url(self) -> str:
        return f"/files/{self.address}/{self.pk}/{safe_name(self.name)}"

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @classmethod
    @transaction.atomic
    def keep(cls, accepted: Accepted, by: Any, **fields: Any) -> Self:
        """Store an accepted file. The bytes lie there before the row is, and are taken away if the row fails."""
        file = cls(
            name=accepted.name, content_type=accepted.content_type, size=accepted.content.size, added_by=by, **fields
        )
        file.content.save(accepted.name, accepted.content, save=False)
        try:
            with transaction.atomic():
                file.save()
        except Exception:
            file.content.delete(save=False)
            raise
        return file

    def erase(self) -> None:
        """Delete the file for good: the bytes go when the transaction holds."""
        storage, place = self.content.storage, str(self.content.name)
        self.delete()
        transaction.on_commit(lambda: storage.delete(place))
