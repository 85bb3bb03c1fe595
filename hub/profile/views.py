"""What everybody's browser fetches of the municipality's profile, signed in or not."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from hub.profile.colours import style_sheet
from hub.profile.forms import VersionForm
from hub.profile.models import Profile

FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
ICON = 64  # points
SHIELD = ((4, 2), (60, 2), (60, 40), (32, 62), (4, 40))  # an empty shield, for a municipality that has given none


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """The municipality's colours as a style sheet of its own: no inline style, and cached by its version."""
    profile, caching = _asked_for(request)
    css = style_sheet(profile.main_colour, profile.accent_colour)
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": caching})


@require_safe
def shield(request: HttpRequest) -> HttpResponseBase:
    profile, caching = _asked_for(request)
    content = _opened(profile) or _opened(Profile.stored())
    if content is None:
        raise Http404
    content_type = "image/jpeg" if str(profile.shield.name).endswith(".jpg") else "image/png"
    headers = {"Cache-Control": caching, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return FileResponse(content, content_type=content_type, headers=headers)


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """The shield as the browser's small picture, in a square."""
    profile = Profile.current()
    square = Image.new("RGBA", (ICON, ICON))
    content = _opened(profile)
    if content is None:
        ImageDraw.Draw(square).polygon(SHIELD, fill=profile.main_colour)
    else:
        with content, Image.open(content) as picture:
            small = picture.convert("RGBA")
            small.thumbnail((ICON, ICON))
            square.paste(small, ((ICON - small.width) // 2, (ICON - small.height) // 2))
    out = BytesIO()
    square.save(out, "PNG", optimize=True)
    return HttpResponse(out.getvalue(), content_type="image/png", headers={"Cache-Control": A_DAY})


def _asked_for(request: HttpRequest) -> tuple[Profile, str]:
    """The profile, and how long it may be kept: for ever only under the very version that was asked for.

    Another process may have saved a newer one than this process remembers.
    """
    profile, version = Profile.current(), VersionForm.version_of(request.GET)
    if version != profile.version:
        profile = Profile.stored()
    return profile, FOR_EVER if version == profile.version else "no-cache"


def _opened(profile: Profile) -> BytesIO | None:
    """The bytes of the shield; nothing where there is none, or where it has been lost with its disk."""
    try:
        with profile.shield.open("rb") as file:
            return BytesIO(file.read())
    except (ValueError, OSError):
        return None
