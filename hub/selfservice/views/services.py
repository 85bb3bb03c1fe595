"""The page of all that one can get done, and the door by which it is opened."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.selfservice.addresses import go
from hub.selfservice.models import Openings
from hub.selfservice.page import FilterForm, Services
from hub.selfservice.sources import offer_to


@login_required
@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """Everything, by need; to htmx only the list, which replaces itself while one types."""
    form = FilterForm(request.GET)
    alone = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "selfservice/services.html#found" if alone else "selfservice/services.html"
    return render(request, template, {"services": Services(request.user, form.typed), "alone": alone})


@login_required
@require_safe
def service_open(request: HttpRequest, source: str, pk: int) -> HttpResponse:
    """On to where it leads, one more counted. What the browser only fetches ahead is no opening."""
    offer = offer_to(request.user, source, pk)
    if offer is None or not offer.is_opened:
        raise Http404
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if offer.is_counted and request.method == "GET" and not ahead:
        Openings.add(offer.kind, offer.key, request.user)
    return go(offer.address)
