from django.http import Http404, HttpRequest, HttpResponse

from hub.profile.models import Profile


def colours(request: HttpRequest) -> HttpResponse:
    """The municipality's colours as a style sheet of its own: no inline style, and cached by its version."""
    profile = Profile.current()
    css = f":root{{--hub-main:{profile.main_colour};--hub-accent:{profile.accent_colour}}}"
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def shield(request: HttpRequest) -> HttpResponse:
    raise Http404
