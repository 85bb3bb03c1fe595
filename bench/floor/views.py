from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bench.floor.models import Message, Notice, Page, Unit


@login_required
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "floor/front.html", shown(request))


@login_required
def web(request: HttpRequest) -> HttpResponse:
    """The front page with the hub's style sheets and htmx: the least that a page of the hub loads."""
    return render(request, "floor/web.html", shown(request))


@login_required
def page(request: HttpRequest, unit: str, slug: str) -> HttpResponse:
    page = get_object_or_404(Page.objects.select_related("unit"), unit__slug=unit, slug=slug)
    return render(request, "floor/page.html", {**shown(request), "page": page})


def shown(request: HttpRequest) -> dict[str, Any]:
    """Four queries; the session and the user are two more."""
    return {
        "units": list(Unit.objects.order_by("name")[:20]),
        "pages": list(Page.objects.select_related("unit").defer("body").order_by("-updated")[:40]),
        "notices": Notice.objects.filter(user=request.user.pk, read=False).count(),
        "messages_": list(Message.objects.select_related("author", "page__unit").order_by("-at")[:20]),
    }
