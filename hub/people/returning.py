"""Where a browser is sent on to. Every address that a browser names passes `safe_next`."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest, wanted: str) -> str:
    """`wanted` if it is an address within the hub, else the front page."""
    inside = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if inside and wanted.isprintable() else reverse("front")


def page_before(request: HttpRequest) -> str:
    """The page that a form was sent from, without the host; empty when it was another site's or is not told."""
    before = urlsplit(request.headers.get("Referer", ""))
    return before._replace(scheme="", netloc="").geturl() if before.netloc == request.get_host() else ""
