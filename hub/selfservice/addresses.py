"""Where a self-service link may lead: another web site by https, a place inside the hub, a telephone, an e-mail."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _g

from hub.access import Refused

INSIDE, OUTSIDE, PHONE, MAIL = "inside", "outside", "phone", "mail"
LONGEST = 500
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\\]")
_LETTER = "[a-z0-9æøåäöüáéšžđŋŧč]"  # of names in Norway; look-alikes from other scripts are refused
_HOST = re.compile(rf"(?=.{{4,253}}$)(?:{_LETTER}(?:(?:{_LETTER}|-){{0,61}}{_LETTER})?\.)+[a-z]{{2,24}}")


class WebAddress(HttpResponseRedirect):
    """On to where a link leads: nowhere but another web site by https, or on within the hub."""

    allowed_schemes = ["https"]


def tidied(typed: str) -> str:
    """What somebody typed or copied, as it is kept. Raises Refused, with what is wrong, for anything else than a link.

    A number is a telephone, a word with @ an e-mail, and the hub's own address in full a place inside it.
    """
    address = re.sub(r"^[a-z]+(?=:)", lambda scheme: scheme[0].lower(), typed.strip(), flags=re.IGNORECASE)
    bare = re.sub(r"[ \u00a0().-]", "", address)
    if _NUMBER.fullmatch(bare):
        address = f"tel:{bare}"
    elif address.lower().startswith("tel:"):
        address = "tel:" + re.sub(r"[ \u00a0().-]", "", address[4:])
    elif "@" in address and not re.match(r"[a-z][a-z0-9+.-]*:|/", address, re.IGNORECASE):
        address = f"mailto:{address}"
    elif address == settings.SITE_URL or address.startswith(f"{settings.SITE_URL}/"):
        address = address.removeprefix(settings.SITE_URL) or "/"
    elif re.fullmatch(r"(www\.)?[\w-]+(\.[\w-]+)+(/\S*)?", address):
        address = f"https://{address}"
    if fault := fault_of(address):
        raise Refused(fault)
    return address


def fault_of(address: str) -> str:
    """What is wrong with an address, as a sentence; nothing when it may be followed."""
    if not address or len(address) > LONGEST or _UNSEEN.search(address):
        return _g("Write an address without spaces, at most 500 letters long.")
    if address.startswith("/"):
        return _fault_inside(address)
    scheme, _colon, rest = address.partition(":")
    check = {"https": _fault_outside, "tel": _fault_phone, "mailto": _fault_mail}.get(scheme)
    if check is None:
        if scheme.lower() == "http":
            return _g("The address begins with http. Only https is safe; try the same address with https.")
        return _g("Write an address that begins with https:// or /, a telephone number, or an e-mail address.")
    return check(address if scheme == "https" else rest)


def _fault_inside(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return _g("This is no address in the hub.")
    if parts.netloc or address.startswith("//") or "//" in unquote(parts.path) or not _stands(parts.path):
        return _g("Nothing stands at this address in the hub. Copy it from the page you want to lead to.")
    if parts.path.startswith("/services/"):
        return _g("The address leads back to this list. Write where the link itself leads.")
    return ""


def _stands(path: str) -> bool:
    for one in (path, f"{path}/"):
        try:
            resolve(one)
        except Resolver404:
            continue
        return True
    return False


def _fault_outside(address: str) -> str:
    try:
        parts = urlsplit(address)
        named, _port = parts.hostname or "", parts.port
    except ValueError:
        return _g("This is no address of a web site.")
    if "@" in parts.netloc:
        return _g("The address holds a user name or a password. Take that away.")
    if not address.startswith("https://") or not _HOST.fullmatch(named):
        return _g("This is no address of a web site. It looks like https://www.helsenorge.no/.")
    return ""


def _fault_phone(number: str) -> str:
    return "" if _NUMBER.fullmatch(number) else _g("A telephone number has digits only, and at most a + first.")


def _fault_mail(name: str) -> str:
    try:
        validate_email(name)
    except ValidationError:
        return _g("This is no e-mail address.")
    return _g("This is no e-mail address.") if set(name) & set("?&%#,;") else ""


def way_of(address: str) -> str:
    """How one gets there: INSIDE, OUTSIDE, PHONE or MAIL; nothing for what may not be followed."""
    if fault_of(address):
        return ""
    return {"https": OUTSIDE, "tel": PHONE, "mailto": MAIL}.get(address.partition(":")[0], INSIDE)


def shown(address: str) -> str:
    """Where it leads, as one reads it: the web site's name, the number in twos, the e-mail address."""
    scheme, _colon, rest = address.partition(":")
    if scheme == "https":
        return (urlsplit(address).hostname or "").removeprefix("www.")
    if scheme == "tel":
        return spaced(rest)
    return rest if scheme == "mailto" else ""


def spaced(number: str) -> str:
    """A telephone number as it is read aloud in Norway: 69 68 10 00, 1220; one abroad as it is dialled."""
    digits = number.removeprefix("+47")
    if len(digits) == 8:
        return " ".join(digits[at : at + 2] for at in range(0, 8, 2))
    return digits if number.startswith("+47") else number


def go(address: str) -> Any:
    """The answer that sends a browser on. Raises ValueError for what a link may not lead to."""
    if way_of(address) not in (INSIDE, OUTSIDE):
        raise ValueError("Not an address to be sent on to.")
    return WebAddress(address)
