"""What a browser calls itself, so that people can tell their sign-ins apart, and the mark of one that is known."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.people.models.throttle import KnownBrowser

COOKIE = "hub_browser"
COOKIE_AGE = 60 * 60 * 24 * 400  # seconds; browsers keep no cookie longer

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
    return KnownBrowser.find(request.COOKIES.get(COOKIE, ""))


def make_known(response: HttpResponse) -> None:
    """Mark the browser as one that somebody has signed in on. The mark says nothing about whom."""
    response.set_cookie(
        COOKIE, KnownBrowser.make(), max_age=COOKIE_AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
