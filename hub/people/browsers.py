"""What a browser calls itself, so that people can tell their sign-ins apart, and the mark of one that is known.

The mark is a secret, and after it a sign for each of the last accounts that have signed in on the browser. Only the hub
can make such a sign, and it tells nobody which account it is.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.people.models.throttle import KnownBrowser, digest

COOKIE = "hub_browser"
COOKIE_AGE = 60 * 60 * 24 * 400  # seconds; browsers keep no cookie longer
MOST_SIGNS = 40  # people who share a PC

# The first that occurs is the one: later names are ones that others carry too.
_BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "CrOS": "ChromeOS",
    "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip


def label(user_agent: str) -> str:
    """ "Chrome, Windows"; empty when it says nothing we know. Version and machine are nobody's business."""
    names = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return ", ".join(name for name in names if name)


def _first(names: dict[str, str], text: str) -> str:
    return next((name for mark, name in names.items() if mark in text), "")


def known(request: HttpRequest) -> KnownBrowser | None:
    return KnownBrowser.find(_mark(request)[0])


def has_been_here(request: HttpRequest, user: Any) -> bool:
    """Whether this account has signed in on this very browser, which is a known one."""
    token, signs = _mark(request)
    return user is not None and _sign(token, user) in signs


def make_known(response: HttpResponse, user: Any) -> None:
    """Mark the browser as one that somebody has signed in on."""
    token = KnownBrowser.make()
    _set(response, [token, _sign(token, user)])


def add_to_known(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Note on a known browser that this account has signed in on it too."""
    token, signs = _mark(request)
    if not has_been_here(request, user):
        _set(response, [token, *signs[1 - MOST_SIGNS :], _sign(token, user)])


def _mark(request: HttpRequest) -> tuple[str, list[str]]:
    token, *signs = request.COOKIES.get(COOKIE, "").split(".")
    return token, signs


def _sign(token: str, user: Any) -> str:
    return digest(f"been here {token} {user.pk}")[:16]


def _set(response: HttpResponse, parts: list[str]) -> None:
    response.set_cookie(
        COOKIE, ".".join(parts), max_age=COOKIE_AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
