"""Public pages and notices as the world reads them: the text, and which unit it is from."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hub.feeds.answering import KEPT, shown
from hub.feeds.kinds import WORLD
from hub.feeds.showing import public_notice, public_page
from hub.files import serve
from hub.units.models import Notice, NoticeFile, Page, PageFile


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = public_page(get_object_or_404(Page.objects.visible_to(WORLD).select_related("unit"), pk=pk))
    return shown(request, "feeds/thing.html", {"thing": found}, found.language)


@require_safe
def notice(request: HttpRequest, pk: int, language: str = "") -> HttpResponseBase:
    notices = Notice.objects.visible_to(WORLD).select_related("unit", "current")
    found = public_notice(get_object_or_404(notices, pk=pk), language)
    if found is None:
        raise Http404
    return shown(request, "feeds/thing.html", {"thing": found}, found.language)


@require_safe
def page_file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    return _anybodys(serve(request, PageFile.objects.visible_to(WORLD), pk))


@require_safe
def notice_file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    return _anybodys(serve(request, NoticeFile.objects.visible_to(WORLD), pk))


def _anybodys(response: HttpResponseBase) -> HttpResponseBase:
    """Other web sites may show the picture in their own pages."""
    response.headers["Cache-Control"] = KEPT
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
