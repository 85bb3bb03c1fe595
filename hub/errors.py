"""The pages for what went wrong. None of them may fail in its turn: that would tell how we are made, or nothing at all.

403 and 404 stand in the page's frame, which asks the database; where that fails, and for all others, the plain page is
shown, which needs neither a request nor a database nor a session.
"""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation

logger = logging.getLogger(__name__)
BARE = '<!doctype html><meta charset="utf-8"><title>{0}</title><h1>{0}</h1><p><a href="/">Intranett</a></p>'


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was too old or came from elsewhere: say what to do, nothing about how we noticed."""
    return in_the_frame(request, "403_csrf.html", 403)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return in_the_frame(request, "403.html", 403)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return in_the_frame(request, "404.html", 404)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Without a look at the body, as Django's own page takes for its token: that may be what was not understood."""
    return plain(request, "400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the page's frame, which asks the database: that may be what has failed."""
    return plain(request, "500.html", 500)


def in_the_frame(request: HttpRequest, template: str, status: int) -> HttpResponse:
    try:
        said = loader.get_template(template).render({"frame": "errors/framed.html"}, request)
    except Exception:
        logger.exception("The page for %d could not be made; a plain one was shown.", status)
        return plain(request, template, status)
    return HttpResponse(said, status=status)


def plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    with translation.override(language_of(request)):
        try:
            said = loader.get_template(template).render({"frame": "errors/plain.html"})
        except Exception:
            logger.exception("The plain page for %d could not be made.", status)
            said = BARE.format(status)
    return HttpResponse(said, status=status)


def language_of(request: HttpRequest) -> str:
    """The reader's, as far as was found out: a thread that has failed early still speaks the last reader's."""
    chosen = getattr(request, "LANGUAGE_CODE", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
