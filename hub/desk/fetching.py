"""Asks another web site whether an address is there: briefly, under our own name, and never anything inside.

Whoever may write a link must not be able to make the server ask its own network for them. So the name is looked up
here, every address it has must be one of the public internet, and the connection goes to the very address that was
looked at, whatever the name would answer a moment later. Each redirect is a new address and is looked at anew.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from hub.units.models import OutsideAddress

State = OutsideAddress.State
TIMEOUT = 8.0  # seconds for each step
LONGEST = 20.0  # seconds for one request, however slowly it drips
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
GONE = {404, 410}
SHUT = {401, 402, 403, 405, 406, 407, 418, 429, 451, 999}  # says something of programs, nothing of the page
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OffLimits(Exception):
    """Not an address of the public internet."""


def user_agent() -> str:
    return f"hub-link-check/1.0 (checks links of an intranet; {settings.SITE_URL})"


def look(address: str) -> tuple[str, int | None]:
    """(state, status) of an address: HEAD, and where that tells nothing GET, of which nothing but the head is read."""
    try:
        for _hop in range(REDIRECTS + 1):
            status, location = _ask("HEAD", address)
            if status >= 400 and status not in (429,):
                status, location = _ask("GET", address)
            if not (300 <= status < 400 and location):
                return _state(status), status
            address = urljoin(address, location)
        return State.SILENT, status  # it leads in a circle
    except OffLimits:
        return State.OFF_LIMITS, None
    except (OSError, http.client.HTTPException, ValueError):
        return State.SILENT, None


def _state(status: int) -> str:
    if status in GONE:
        return State.GONE
    if status in SHUT:
        return State.SHUT
    return State.FINE if status < 400 else State.SILENT


def _ask(method: str, address: str) -> tuple[int, str]:
    parts = urlsplit(address)
    host, port = (parts.hostname or "").encode("idna").decode(), parts.port or PORTS.get(parts.scheme, 0)
    if parts.scheme not in PORTS or not host or parts.username or not is_usual(port):
        raise OffLimits
    where = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        where += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    connection = _Pinned(host, port, parts.scheme == "https")
    watch = threading.Timer(LONGEST, connection.drop)
    watch.daemon = True
    watch.start()
    try:
        connection.request(method, where, headers={"User-Agent": user_agent(), "Accept": "*/*", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        watch.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that has been looked at, which says the name of the host all the same."""

    def __init__(self, host: str, port: int, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.secure = secure
        self.default_port = PORTS["https"] if secure else PORTS["http"]  # for the Host header

    def connect(self) -> None:
        sock: Any = _connected(public_addresses(self.host, self.port))
        if self.secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        self.sock = sock

    def drop(self) -> None:
        if self.sock is not None:
            self.sock.close()


def _connected(addresses: list[tuple[Any, ...]]) -> socket.socket:
    for family, kind, protocol, _name, where in addresses:
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(TIMEOUT)
        try:
            sock.connect(where)
        except OSError:
            sock.close()
            continue
        return sock
    raise ConnectionError("None of the addresses answers.")


def public_addresses(host: str, port: int) -> list[tuple[Any, ...]]:
    """The addresses of a name. Raises OffLimits where one of them lies inside: then the others are not trusted."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not found or not all(is_public(str(entry[4][0])) for entry in found):
        raise OffLimits
    return list(found)


def is_usual(port: int) -> bool:
    """Other ports belong to other services."""
    return port in PORTS.values()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it is written within another."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local)
