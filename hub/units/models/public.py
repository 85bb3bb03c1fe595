from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Refused

MARKS = ["is_public", "public_from", "public_by"]


class Public(models.Model):
    """What the whole world may read without signing in. Only what is open to all employees can be.

    Marking says that it may be: nobody outside sees it before it is published, or after it is taken from its readers.
    What is narrowed to some is not public any more, and does not become so again by itself when it is opened to all.
    """

    is_public = models.BooleanField(_("public"), default=False, editable=False)
    public_from = models.DateTimeField(null=True, editable=False)  # when it was marked so
    public_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        abstract = True

    @transaction.atomic
    def show_world(self, by: Any, is_public: bool = True) -> None:
        """Let the whole world read it, or only the employees again. Raises Refused for what is narrowed to some."""
        thing: Any = self
        thing._lock()
        if is_public and thing.audience_id is not None:
            raise Refused(_g("Only what is for all employees can be public."))
        if is_public != self.is_public:
            self.is_public, self.public_from, self.public_by = is_public, timezone.now(), by
            if not is_public:
                self.keep_inside()
            self.save(update_fields=MARKS)

    def keep_inside(self) -> None:
        self.is_public, self.public_from, self.public_by = False, None, None


def public() -> Q:
    return Q(is_public=True, audience=None)


def only_if_open(name: str) -> models.CheckConstraint:
    """The database's own word for it: what has an audience is not public."""
    return models.CheckConstraint(condition=Q(is_public=False) | Q(audience=None), name=name)
