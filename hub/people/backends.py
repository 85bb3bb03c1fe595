import unicodedata
from functools import cache
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, get_hasher, make_password
from django.db.models import Subquery

from hub.database.written import written_once
from hub.live.models import Stream, name_of
from hub.people.models import User


@written_once
def account(pk: int) -> Any:
    """Whoever is signed in, with the latest numbers of the two streams that every page follows.

    They are read here, before anything that the page shows: what changes after that is heard of by its number.
    """
    municipality, own = (Stream.objects.filter(name=name_of(*of)) for of in (("municipality",), ("person", pk)))
    return User.objects.filter(pk=pk).annotate(
        municipality_number=Subquery(municipality.values("number")), person_number=Subquery(own.values("number"))
    )


class NumberOrEmail(BaseBackend):
    """Sign-in by employee number or e-mail address, and password."""

    def authenticate(self, request: Any, username: str = "", password: str = "", **kwargs: Any) -> User | None:
        user = find(tidy_name(username))
        return user if password_fits(user, password) else None

    def get_user(self, user_id: int) -> User | None:
        user = next(iter(account(user_id)), None)
        return user if user and user.is_active else None


def tidy_name(typed: str) -> str:
    """A number or address however it was written: full-width digits, capitals, spaces and invisible letters."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf"))


def find(tidied: str) -> User | None:
    """The account with this number or e-mail address, active or not."""
    names = {"email": tidied} if "@" in tidied else {"number__in": [tidied, tidied.upper()]}
    return User.objects.filter(**names).first()


def password_fits(user: User | None, password: str) -> bool:
    """Whether this opens the account. One hash is made whatever the answer, so that the time does not tell.

    An unknown, an inactive and a password-less account are tried against nobody's password.
    """
    if user is None or not user.is_active or not user.has_usable_password():
        check_password(password, nobodys_hash())
        return False
    return user.check_password(password)


def nobodys_hash() -> str:
    return _hash_of_nobody(get_hasher().algorithm)


@cache
def _hash_of_nobody(algorithm: str) -> str:
    return make_password("nobody's password")
