"""The link in a letter that ends letters of its kind, without signing in: for one person and one kind only."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from hub.waiting.choices import Choice, all_choices, choose

SALT = "hub.waiting.stopping"


def stop_url(user: Any, what: str) -> str:
    return settings.SITE_URL + reverse("mail-stop", args=[signing.dumps([user.pk, what], salt=SALT)])


def stop_headers(user: Any, what: str) -> dict[str, str]:
    """So that a mail program can show its own button (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop_url(user, what)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


class Stop:
    """What one such link does."""

    def __init__(self, user: Any, choice: Choice) -> None:
        self.user, self.choice = user, choice

    def now(self) -> None:
        choose(self.user, self.choice.what, self.choice.none)


def read(token: str) -> Stop | None:
    """None for what we have not signed, or somebody who has left. It does not run out: mails lie about for years."""
    try:
        pk, what = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = get_user_model().objects.active().filter(pk=pk).first()
    choice = all_choices().get(what)
    return Stop(user, choice) if user and choice else None
