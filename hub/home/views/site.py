"""What a site has beside its pages, for everybody, signed in or not."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.profile.models import Profile

A_DAY = {"Cache-Control": "public, max-age=86400"}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """No search engine has anything to do in an intranet, but with what the whole world may read."""
    return HttpResponse(
        "User-agent: *\nAllow: /public/\nDisallow: /\n", content_type="text/plain; charset=utf-8", headers=A_DAY
    )


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How a phone shows the hub that somebody has put on its first screen."""
    profile = Profile.current()
    icons = [{"src": "/favicon.ico", "sizes": "64x64", "type": "image/png"}]
    said = {"name": profile.name, "short_name": profile.name[:30], "start_url": "/", "display": "minimal-ui"}
    colours = {"theme_color": profile.main_colour, "background_color": "#F6F4EF"}
    return JsonResponse(said | colours | {"icons": icons}, content_type="application/manifest+json", headers=A_DAY)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")
