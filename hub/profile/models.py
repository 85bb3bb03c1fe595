from typing import Any

from django.core.cache import cache
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six digits, for example #0C4650."))


class Profile(models.Model):
    """The municipality's own name, shield and colours. One row; the defaults serve until somebody saves it."""

    name = models.CharField(_("name of the municipality"), max_length=80, default="Kommunen")
    main_colour = models.CharField(_("main colour"), max_length=7, default="#0C4650", validators=[colour])
    accent_colour = models.CharField(_("accent colour"), max_length=7, default="#C9711F", validators=[colour])
    shield = models.FileField(_("shield"), upload_to="profile", blank=True)
    help_contact = models.CharField(_("who helps with signing in"), max_length=120, blank=True)
    statement_url = models.URLField(_("address of the accessibility statement"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
        cache.delete(KEY)

    @classmethod
    def current(cls) -> "Profile":
        """The profile in force. Kept for a minute in each process, since every page asks."""
        return cache.get_or_set(KEY, lambda: cls.objects.filter(pk=1).first() or cls(), 60)

    @property
    def version(self) -> str:
        """Changes with every save: addresses that carry it may be cached for ever."""
        return self.changed_at.strftime("%Y%m%d%H%M%S%f") if self.changed_at else "0"


KEY = "profile"
