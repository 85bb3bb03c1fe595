"""Whether a page of the hub itself opens the socket: scheme, name and port must be its own."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from hub.live.kinds import Headers


def is_ours(headers: Headers) -> bool:
    """The hub's public address, or the very address that the request was sent to if that is one of the hub's names."""
    found = {name: value.decode("latin-1").strip().lower() for name, value in headers if name in (b"origin", b"host")}
    origin, host = found.get(b"origin", ""), found.get(b"host", "")
    public = urlsplit(settings.SITE_URL.lower())
    if origin == f"{public.scheme}://{public.netloc}":
        return True
    domain, _port = split_domain_port(host)
    names = settings.ALLOWED_HOSTS or (["localhost", "127.0.0.1"] if settings.DEBUG else [])
    return bool(domain) and validate_host(domain, names) and origin == f"{public.scheme}://{host}"
