"""What holds for every answer: nobody keeps what a signed-in person was shown, and the language is the reader's own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

Answer = Callable[[HttpRequest], HttpResponse]
SHORT = 500  # bytes, below which gzip saves nothing


class Compress:
    """Text goes out as gzip: a page is then a fourth as long on the wire, for less than half a millisecond.

    Files and streams are left alone. What a page holds cannot be guessed from its length: the tokens in it are masked
    anew in each answer, and a name of random length is put into the gzip header (Django's mitigation of BREACH).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or len(response.content) < SHORT or not is_text(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.content = compress_string(response.content, max_random_bytes=100)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response


def is_text(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "")
    is_readable = kind.startswith(("text/", "application/json", "application/atom+xml", "application/feed+json"))
    return is_readable and not response.has_header("Content-Encoding")


class Privacy:
    """Answers are for one person and one moment: never stored by browsers or proxies, unless a view says otherwise.

    An answer that says it is public is the same for everybody: it does not vary with who asks, and sets no cookie.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        )
        if response.headers["Cache-Control"].startswith("public"):
            response.cookies.clear()
            del response.headers["Vary"]
        else:
            patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response


class Language:
    """Signed in: the person's language. Signed out: the one chosen on this browser, else what the browser asks for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            chosen = user.language
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response
