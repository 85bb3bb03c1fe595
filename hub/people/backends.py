from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password

from hub.people.models import User

# One hash of the current parameters, so that an unknown or password-less account takes as long as a known one.
_NOBODY = make_password("nobody's password")


class NumberOrEmail(BaseBackend):
    """Sign-in by employee number or e-mail address, and password."""

    def authenticate(self, request: Any, username: str = "", password: str = "", **kwargs: Any) -> User | None:
        user = find(username)
        stored = user.password if user and user.is_active and user.has_usable_password() else _NOBODY
        fits = check_password(password, stored)
        return user if user and fits and stored is not _NOBODY else None

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id).first()
        return user if user and user.is_active else None


def find(typed: str) -> User | None:
    """The account with this number or e-mail address, active or not."""
    typed = typed.strip()
    field = {"email": typed.lower()} if "@" in typed else {"number": typed}
    return User.objects.filter(**field).first()
