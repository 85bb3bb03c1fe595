from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address that a request came from, as tries are counted on it.

    Only the connection itself says so, and X-Real-IP when the connection is from a proxy of ours
    (settings.TRUSTED_PROXIES). Other headers are what the sender likes to write. One IPv6 customer has a whole /64.
    """
    return address_behind(request.META.get("REMOTE_ADDR"), request.headers.get("X-Real-IP"))


def address_behind(connected: str | None, real: str | None) -> str:
    """`connected`: where the connection comes from; `real`: what its X-Real-IP says."""
    address = _read(connected)
    if address is not None and address in [_read(proxy) for proxy in settings.TRUSTED_PROXIES]:
        address = _read(real) or address
    if isinstance(address, IPv6Address):
        return str(ip_network((address.packed[:8] + bytes(8), 64)))
    return str(address)


def _read(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address((text or "").strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
