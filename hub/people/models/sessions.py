import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

BROWSER, SINCE = "browser", "since"  # keys in the session's data, copied to columns


class Session(AbstractBaseSession):
    """One signed-in browser. Its owner sees it on their own page and can end it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=80, blank=True)  # "Chrome, Windows": to tell them apart, no more
    since = models.DateTimeField(null=True)  # when one signed in

    class Meta:
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        return SessionStore


class SessionStore(DatabaseStore):
    """Django's database sessions, with the person beside the key so that they can be listed and ended."""

    @classmethod
    def get_model_class(cls) -> type[Any]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session = super().create_model_instance(data)
        session.user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        session.browser = data.get(BROWSER, "")
        session.since = datetime.datetime.fromisoformat(data[SINCE]) if data.get(SINCE) else None
        return session
