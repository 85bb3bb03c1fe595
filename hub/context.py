"""What every page's frame needs: the municipality's profile and the way around."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hub.profile.models import Profile


def page(request: HttpRequest) -> dict[str, Any]:
    return {"profile": Profile.current(), "navigation": navigation(request)}


def navigation(request: HttpRequest) -> list[tuple[str, str, bool, str]]:
    """(label, address, whether one is there, icon) of the places in the header; none before sign-in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    places = [
        (_("Front page"), "/", "house"),
        (_("Units"), "/units/", "buildings"),
        (_("People"), "/people/", "people"),
        (_("Help"), "/help/", "question"),
    ]
    here = "/units/" if request.path.startswith(("/pages/", "/notices/")) else request.path
    return [(label, url, here == url or (url != "/" and here.startswith(url)), icon) for label, url, icon in places]
