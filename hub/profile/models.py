from typing import Any

from django.core.cache import cache
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

KEY = "profile"
colour = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six digits, for example #0C4650."))


class Profile(models.Model):
    """The municipality's own name, shield and colours. One row; the defaults serve until somebody saves it."""

    own_name = models.CharField(
        _("name of the municipality"),
        max_length=80,
        blank=True,
        help_text=_("Leave it empty to use the name of the top unit."),
    )
    top_name = models.CharField(
        max_length=120, editable=False, default=""
    )  # what the top unit is called; units write it
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
        transaction.on_commit(lambda: cache.delete(KEY))  # somebody may have put the old one back in between

    @classmethod
    def current(cls) -> "Profile":
        """The profile in force. Kept for a minute in each process, since every page asks."""
        kept: Profile = cache.get_or_set(KEY, cls.stored, 60)  # type: ignore[assignment]
        return kept

    @classmethod
    def stored(cls) -> "Profile":
        return cls.objects.filter(pk=1).first() or cls()

    @classmethod
    def follow(cls, top_name: str) -> None:
        """Note what the top unit is called now: the municipality's name, unless it has given itself another."""
        profile = cls.stored()
        if profile.top_name != top_name:
            profile.top_name = top_name
            profile.save()

    @property
    def name(self) -> str:
        """On one line: it stands in the subject of letters."""
        return " ".join((self.own_name or self.top_name).split()) or "Kommunen"

    @property
    def version(self) -> str:
        """Changes with every save: addresses that carry it may be cached for ever."""
        return self.changed_at.strftime("%Y%m%d%H%M%S%f") if self.changed_at else "0"

    @property
    def shield_url(self) -> str:
        return f"/profile/shield?v={self.version}" if self.shield else ""
