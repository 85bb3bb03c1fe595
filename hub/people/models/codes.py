import datetime
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import models, transaction
from django.utils import timezone

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no 0/O, 1/I: read from a slip, typed by hand
LENGTH = 10  # 32^10: about 50 bits
LIFETIME = datetime.timedelta(days=14)


class OneTimeCode(models.Model):
    """A way in for a person without a password or an e-mail address, printed on a slip by somebody who knows them.

    Used once, within 14 days; a new one kills the old. Only a hash is stored. Who made it and when is kept, and the
    person sees it on their own page.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="one_time_code")
    code_hash = models.CharField(max_length=128)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    @classmethod
    @transaction.atomic
    def make(cls, user: Any, by: Any) -> str:
        """A fresh code for `user`, in groups as printed ("ABCDE-FGHJK"). It is shown now and never again."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        now = timezone.now()
        cls.objects.update_or_create(
            user=user,
            defaults={
                "code_hash": make_password(code),
                "made_by": by,
                "made_at": now,
                "expires_at": now + LIFETIME,
                "used_at": None,
            },
        )
        return f"{code[:5]}-{code[5:]}"

    @classmethod
    def end(cls, user: Any) -> None:
        """A slip that still lies about opens nothing any more."""
        now = timezone.now()
        cls.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()

    def fits(self, typed: str) -> bool:
        """Whether `typed` is the code, however it was spaced. Takes a hash's time whatever the answer."""
        return hash_fits(typed, self.code_hash) and self.is_open

    @transaction.atomic
    def use(self, password: str) -> bool:
        """Set the person's password and spend the code; false when somebody else spent it first."""
        now = timezone.now()
        mine = OneTimeCode.objects.filter(pk=self.pk, code_hash=self.code_hash, used_at=None, expires_at__gt=now)
        spent = mine.update(used_at=now)
        if spent:
            self.user.change_password(password)
        return bool(spent)


def hash_fits(typed: str, code_hash: str) -> bool:
    """Whether a typed code is the one behind this hash."""
    return check_password(tidy_code(typed), code_hash)


def tidy_code(typed: str) -> str:
    """The code as stored: capitals, without spaces and dashes."""
    return "".join(c for c in typed.upper() if c.isalnum())
