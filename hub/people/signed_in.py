"""Who is signed in: Django's own answer, with a query less."""

from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from hub.people.entry import BACKEND


class SignedIn(AuthenticationMiddleware):
    """`request.user` is the account that was read together with the session, when everything about it holds."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]


def person_of(request: Any) -> Any:
    """The same checks as `django.contrib.auth.get_user`, which is asked whenever one of them fails."""
    if not hasattr(request, "_cached_user"):
        session, person = request.session, None
        mine = str(session.get(SESSION_KEY, ""))  # reads the session, and the account with it
        if mine and session.get(BACKEND_SESSION_KEY) == BACKEND:
            person = getattr(session, "person", None)
        if person is None or str(person.pk) != mine or not holds(session, person):
            person = get_user(request)
        request._cached_user = person
    return request._cached_user


def holds(session: Any, person: Any) -> bool:
    """Whether the account is in use, and has the password that it had when this session began."""
    kept = session.get(HASH_SESSION_KEY, "")
    return person.is_active and constant_time_compare(kept, person.get_session_auth_hash())
