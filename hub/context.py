"""What every page's frame needs: the municipality's profile, the alerts in force and the way around."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from hub.alerts.standing import covers_of
from hub.desk.desk import has_desk
from hub.profile.models import Profile
from hub.units.for_reader import for_reader
from hub.waiting.counting import counting, total

UNDER = {"/units/": ("/pages/", "/notices/"), "/projects/": ("/rooms/",)}  # which place in the header is lit for what


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    desk = user is not None and user.is_authenticated and (lambda: has_desk(user))  # asked where the menu is drawn
    shown = {"profile": Profile.current(), "navigation": navigation(request)}
    shown["covers"] = SimpleLazyObject(lambda: covers_of(request))
    return shown | {"waiting": waiting(request), "has_desk": desk}


def waiting(request: HttpRequest) -> Any:
    """How many things wait for the reader: asked when a page first shows it, and once for a page."""
    user = getattr(request, "user", None)
    return SimpleLazyObject(lambda: total(counts(user)) if user and user.is_authenticated else 0)


@for_reader
def counts(reader: Any) -> Any:
    """How many things of each kind wait for the reader: one row. Every page asks, so its SQL is written once."""
    return counting(reader)


def navigation(request: HttpRequest) -> list[tuple[str, str, bool, str]]:
    """(label, address, whether one is there, icon) of the places in the header; none before sign-in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    places = [
        (_("Front page"), "/", "house"),
        (_("Units"), "/units/", "buildings"),
        (_("Self-service"), "/services/", "link"),
        (_("Projects"), "/projects/", "file-check"),
        (_("People"), "/people/", "people"),
        (_("Help"), "/help/", "question"),
    ]
    here = next((place for place, under in UNDER.items() if request.path.startswith(under)), request.path)
    return [(label, url, here == url or (url != "/" and here.startswith(url)), icon) for label, url, icon in places]
