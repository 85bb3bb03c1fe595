import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.access import GuardedQuerySet
from hub.findable.marking import Findable
from hub.outbox.posting import post_one
from hub.people.models.codes import OneTimeCode
from hub.people.models.sessions import Session
from hub.people.names import SortKeyField, named_like, search_key, sort_key


def at_work(prefix: str = "", on: datetime.date | None = None) -> Q:
    """People (over the relation `prefix`) who work here on a day (today)."""
    on = on or timezone.localdate()
    begun = Q(**{f"{prefix}active_from": None}) | Q(**{f"{prefix}active_from__lte": on})
    not_left = Q(**{f"{prefix}active_to": None}) | Q(**{f"{prefix}active_to__gte": on})
    return Q(begun, not_left, **{f"{prefix}is_enabled": True})


class UserQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Every active person sees every active person; only oneself may change one's own account."""
        if not user.is_active:
            return self.none()
        return self.active() if verb == "view" else self.active().filter(pk=user.pk)

    def active(self, on: datetime.date | None = None) -> Self:
        """The people who work here on a day (today)."""
        return self.filter(at_work(on=on))

    def named(self, words: str) -> Self:
        """The people in whose name or number each of the words occurs: any part of it, typed in any way."""
        found = self
        for word in words.split():
            found = found.filter(named_like(word))
        return found


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, number: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(number=number, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, number: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(number, password, is_superuser=True, **fields)

    def get_by_natural_key(self, number: str | None) -> "User":
        return self.get(number=number)


class User(Findable, AbstractBaseUser, PermissionsMixin):
    """A person who works for the municipality. Most have no e-mail address, and no step anywhere may need one."""

    found_as = "person"

    class Language(models.TextChoices):
        BOKMAL = "nb", "Bokmål"
        NYNORSK = "nn", "Nynorsk"
        ENGLISH = "en", "English"

    number = models.CharField(
        _("employee number"), max_length=20, unique=True, validators=[RegexValidator(r"^[0-9A-Za-z-]+$")]
    )
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    preferred_name = models.CharField(
        _("preferred name"), max_length=80, blank=True, help_text=_("What colleagues call you, if not your given name.")
    )
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    internal_number = models.CharField(_("internal number"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.BOKMAL)
    photo = models.FileField(upload_to="photos", blank=True)
    active_from = models.DateField(_("active from"), null=True, blank=True)
    active_to = models.DateField(_("active to"), null=True, blank=True)
    is_enabled = models.BooleanField(default=True)  # switched off by hand, whatever the dates say
    sort_key = SortKeyField(max_length=400, editable=False, db_index=True)
    search_key = models.CharField(max_length=500, editable=False)

    last_login = None  # nobody's comings and goings are logged
    USERNAME_FIELD = "number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]

    objects = UserManager()

    class Meta:
        default_permissions = ()
        ordering = ["sort_key", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(email=""), name="no_email_is_null_not_empty")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.tidy()
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "sort_key", "search_key"}
        super().save(*args, **kwargs)

    def tidy(self) -> None:
        """Bring derived columns in step; bulk writers call this themselves."""
        self.email = self.email.lower() if self.email else None
        self.sort_key = sort_key(f"{self.family_name or self.given_name} {self.given_name}")
        self.search_key = search_key(f"{self.number} {self.given_name} {self.preferred_name} {self.family_name}")

    @property
    def name(self) -> str:
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip() or self.number

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the person works here today. Django's sign-in and every permission answer ask this."""
        today = timezone.localdate()
        starts, ends = self.active_from or today, self.active_to or today
        return self.is_enabled and starts <= today <= ends

    def allows(self, user: Any, verb: str) -> bool:
        return bool(user.is_active and self.is_active and (verb == "view" or user.pk == self.pk))

    @property
    def photo_url(self) -> str:
        return reverse("photo", args=[self.pk]) if self.photo else ""

    @transaction.atomic
    def change_password(self, password: str, keep: str | None = None) -> None:
        """Set a new password. It ends every sign-in but the session `keep`, and a code that lies about on paper."""
        self.set_password(password)
        self.save(update_fields=["password"])
        Session.objects.filter(user=self).exclude(session_key=keep or "").end()
        OneTimeCode.end(self)

    @transaction.atomic
    def change_email(self, email: str | None) -> None:
        """Letters go to another address from now on, and the old one gets a last letter that says so."""
        old = User.objects.filter(pk=self.pk).values_list("email", flat=True).get()
        self.email = email
        self.save(update_fields=["email"])
        if old and old != self.email:
            post_one("new_email", self.pk, to=old)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.preferred_name or self.given_name or self.number
