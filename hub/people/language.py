from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.people.models import User

YEAR = 60 * 60 * 24 * 365  # seconds


def remember(request: HttpRequest, response: HttpResponse, language: str) -> HttpResponse:
    """Signed in, the account remembers the language; signed out, the browser does, and so greets the next who comes."""
    if isinstance(request.user, User):
        request.user.language = language
        request.user.save(update_fields=["language"])
    else:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
