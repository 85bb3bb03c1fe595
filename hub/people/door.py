"""Who opens a socket: the session's cookie, asked in the database at once and again every few seconds."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from hub.database.prepared import Prepared
from hub.live.kinds import Headers, Visitor
from hub.people.addresses import address_behind
from hub.people.models import Session, User
from hub.people.models.sessions import SessionStore
from hub.people.models.users import at_work

STRANGER = "-"  # begins the key of whoever is not signed in; no session's key holds it
SHOWN = ["session_data", "user", "user__password", "user__language"]


class SessionDoor:
    """Lets in whoever a page would: a session that holds, of somebody who works here today."""

    def __init__(self) -> None:
        self.find = Prepared(lambda key: standing().filter(session_key=key).values_list(*SHOWN), str)

    def enter(self, headers: Headers) -> Visitor | None:
        key = session_key(headers)
        for data, pk, password, language in self.find(key) if key else ():
            mark = SessionStore(key).decode(data).get(HASH_SESSION_KEY, "")
            if any(constant_time_compare(mark, right) for right in hashes(User(pk=pk, password=password))):
                return Visitor(key, pk, language, hash(password))
        return None

    def stranger(self, headers: Headers, address: str) -> Visitor:
        """Nobody is signed in there: named by the address, in the language chosen on that browser."""
        real = next((value.decode("latin-1") for name, value in headers if name == b"x-real-ip"), None)
        chosen = cookies_of(headers).get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        return Visitor(f"{STRANGER}{address_behind(address, real)}", language=language)

    def inside(self, visitors: Collection[Visitor]) -> set[Visitor]:
        """Also whoever changed the password elsewhere goes: a session keeps a mark of it. Strangers stay."""
        strangers = {visitor for visitor in visitors if visitor.key.startswith(STRANGER)}
        return strangers | (self._standing(set(visitors) - strangers) if len(strangers) < len(visitors) else set())

    def _standing(self, visitors: Collection[Visitor]) -> set[Visitor]:
        keys = [visitor.key for visitor in visitors]
        rows = standing().filter(session_key__in=keys).values_list("session_key", "user__password")
        proofs = {key: hash(password) for key, password in rows}
        return {visitor for visitor in visitors if proofs.get(visitor.key) == visitor.proof}


def standing() -> Any:
    return Session.objects.filter(at_work("user__"), expire_date__gt=timezone.now()).order_by()


def hashes(user: User) -> list[str]:
    return [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]


def session_key(headers: Headers) -> str:
    """As the session's store takes it: only what we might have given out is looked for."""
    key = cookies_of(headers).get(settings.SESSION_COOKIE_NAME, "")
    return key if len(key) > 7 and key.isascii() and key.isalnum() else ""


def cookies_of(headers: Headers) -> dict[str, str]:
    return parse_cookie("; ".join(value.decode("latin-1") for name, value in headers if name == b"cookie"))
