"""What screens tell of themselves."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.alerts.models import ScreenRecord
from hub.alerts.standing import covers_of
from hub.people.addresses import address_of
from hub.people.models.throttle import Bucket, Slot, Throttle

SCREEN = "hub_screen"  # cookie: a number by chance, of the browser and of nobody
A_MONTH = 60 * 60 * 24 * 30  # seconds
NEW_SCREENS = Bucket("alert-screens", holds=1000, drains=5)  # that one address makes known, signed out


def screen_of(request: HttpRequest) -> str:
    kept = request.COOKIES.get(SCREEN, "")
    return kept if len(kept) == 12 and all(c in "0123456789abcdef" for c in kept) else ""


def note_shown(request: HttpRequest, answer: HttpResponse, pairs: list[tuple[int, int]], ago: float) -> None:
    """Keep which of the alerts that stand on this reader's pages the screen has shown."""
    covers, screen = covers_of(request), screen_of(request)
    standing = {cover.alert.pk: cover.alert for cover in covers.shown}
    told = [(standing[pk], version) for pk, version in pairs if pk in standing]
    if not told or not (screen or may_begin(request, covers.is_signed_in)):
        return
    screen = screen or secrets.token_hex(6)
    unit = ScreenRecord.unit_of(request.user) if covers.is_signed_in else None
    for alert, version in told:
        ScreenRecord.note(alert, version, screen, unit, covers.is_signed_in, ago)
    answer.set_cookie(SCREEN, screen, max_age=A_MONTH, secure=settings.HTTPS, httponly=True, samesite="Lax")


def may_begin(request: HttpRequest, is_signed_in: bool) -> bool:
    """Whether one more screen is taken in: who is signed in is known, others share what their address has."""
    return is_signed_in or Throttle.take([Slot(NEW_SCREENS, address_of(request))]) is None
