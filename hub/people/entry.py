"""Getting in: by password, by a one-time code, by a link in a letter. Nothing else signs anybody in."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from hub.people import browsers
from hub.people.allowance import Allowance, may_ask_for_letter, may_make_known, owner_of
from hub.people.backends import find, nobodys_hash, password_fits, tidy_name
from hub.people.models import OneTimeCode, User
from hub.people.models.codes import hash_fits
from hub.people.models.sessions import BROWSER, SINCE
from hub.people.returning import safe_next

BACKEND = "hub.people.backends.NumberOrEmail"
CODE, CODE_LASTS = "code", 600  # seconds between typing the code and choosing the password
LINK = "reset-link"


def by_password(request: HttpRequest, typed: str, password: str) -> User | None:
    """The person whose number or address and password these are. Raises TooManyTries."""
    name = tidy_name(typed)
    user = find(name)
    allowance = Allowance(request, owner_of(user, name), browsers.has_been_here(request, user))
    allowance.use()
    if not password_fits(user, password):
        return None
    allowance.succeeded()
    return user


def by_code(request: HttpRequest, typed: str, code: str) -> bool:
    """Whether the code is this person's; then the browser may choose their password. Raises TooManyTries.

    Each code has an allowance of its own: when the tries of one are used up, a new code brings new ones.
    """
    name = tidy_name(typed)
    user = find(name)
    made = OneTimeCode.objects.filter(user_id=user.pk if user else 0).first()
    turn = made.made_at.isoformat() if made else ""
    allowance = Allowance(request, f"code {turn} {owner_of(user, name)}", is_at_home=True)  # far too many to guess
    allowance.use()
    may_fit = made is not None and made.is_open and user is not None and user.is_active
    if not hash_fits(code, made.code_hash if made and may_fit else nobodys_hash()) or not made:
        return False
    allowance.succeeded()
    request.session.flush()
    request.session[CODE] = [made.pk, turn, timezone.now().timestamp()]
    return True


def code_in_hand(request: HttpRequest) -> OneTimeCode | None:
    """The code that was typed on this browser a moment ago, if it still holds."""
    pk, turn, at = request.session.get(CODE, (0, "", 0))
    made = OneTimeCode.objects.select_related("user").filter(pk=pk).first()
    fresh = timezone.now().timestamp() - at < CODE_LASTS
    if made and fresh and made.is_open and made.made_at.isoformat() == turn and made.user.is_active:
        return made
    return None


def who_gets_letter(request: HttpRequest, typed: str) -> int:
    """The account that the letter goes to, or 0 for nobody. Raises TooManyTries. The caller does the same for both."""
    name = tidy_name(typed)
    user = find(name)
    may = may_ask_for_letter(request, owner_of(user, name))
    return user.pk if may and user and user.is_active and user.email else 0


def is_own_password(user: Any, password: str) -> bool:
    return password_fits(User.objects.filter(pk=user.pk).first(), password)


def link_parts(user: Any) -> tuple[str, str]:
    """What makes a link to a new password: who, and a token for 30 minutes or until the password changes."""
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def by_link(who: str, token: str) -> User | None:
    """The person whose link this is, while it holds."""
    try:
        pk = int(urlsafe_base64_decode(who))
    except (ValueError, OverflowError):
        return None
    user = User.objects.filter(pk=pk).first() if pk < 2**63 else None
    return user if user and user.is_active and default_token_generator.check_token(user, token) else None


def link_in_hand(request: HttpRequest) -> User | None:
    """The person whose link was opened in this browser. The token stands in the session, not in the page's address."""
    return by_link(*request.session.get(LINK, ("", "")))


def enter(request: HttpRequest, user: Any, to: str = "") -> HttpResponse:
    """Sign a person in under a session key that nobody has seen, on a browser that is known from now on."""
    browser = browsers.known(request)
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[BROWSER] = browsers.label(request.headers.get("User-Agent", ""))
    request.session[SINCE] = timezone.now().isoformat()
    response = redirect(safe_next(request, to))
    if browser:
        browsers.add_to_known(request, response, user)
    elif may_make_known(user):
        browsers.make_known(response, user)
    return response
