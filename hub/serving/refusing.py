"""What is answered where no request reaches Django: a plain page, in the language that this browser has chosen."""

from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.template import loader
from django.utils import translation

HEADERS = [
    (b"Cache-Control", b"no-store"),
    (b"Content-Security-Policy", b"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:"),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Connection", b"close"),
]


def language_of(cookies: bytes) -> str:
    """The language in a Cookie header; the hub's own for one that is none, or is not there."""
    try:
        chosen = SimpleCookie(cookies.decode("latin-1")).get(settings.LANGUAGE_COOKIE_NAME)
    except CookieError:
        chosen = None
    known = dict(settings.LANGUAGES)
    return chosen.value if chosen is not None and chosen.value in known else settings.LANGUAGE_CODE


def page(template: str, cookies: bytes, otherwise: str) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """(headers, body). `otherwise` is said where the page cannot be made: a refusal must never fail."""
    try:
        language = language_of(cookies)
        with translation.override(language):
            body, kind = loader.get_template(template).render().encode(), b"text/html; charset=utf-8"
    except Exception:
        language, body, kind = "en", otherwise.encode(), b"text/plain; charset=utf-8"
    about = [(b"Content-Type", kind), (b"Content-Length", b"%d" % len(body)), (b"Content-Language", language.encode())]
    return [*about, *HEADERS], body
