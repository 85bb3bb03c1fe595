"""The feeds, and the lists that other web sites show."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from hub.feeds import atom as atom_form
from hub.feeds import json_feed as json_form
from hub.feeds.answering import FROM_ELSEWHERE, publicly, shown
from hub.feeds.forms import HowManyForm
from hub.feeds.items import feed_of, unit_in_feeds
from hub.units.models import Unit

View = Callable[[HttpRequest, Unit | None], HttpResponseBase]


def of_unit_or_all(view: View) -> Callable[..., HttpResponseBase]:
    """Hands the view its unit, or None for all. A unit that was taken over leads to the one that did."""

    @wraps(view)
    @require_safe
    def found(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
        unit = unit_in_feeds(pk) if pk is not None else None
        if pk is not None and unit is None:
            raise Http404
        if unit is not None and unit.pk != pk:
            return redirect(request.resolver_match.view_name, unit.pk, permanent=True)  # type: ignore[union-attr]
        return view(request, unit)

    return found


@of_unit_or_all
def public_list(request: HttpRequest, unit: Unit | None) -> HttpResponseBase:
    """Everything that is public, for people."""
    return shown(request, "feeds/list.html", {"feed": feed_of(unit)})


@of_unit_or_all
def atom(request: HttpRequest, unit: Unit | None) -> HttpResponseBase:
    feed = feed_of(unit)
    return from_elsewhere(publicly(request, atom_form.atom(feed), atom_form.TYPE, feed.updated))


@of_unit_or_all
def json(request: HttpRequest, unit: Unit | None) -> HttpResponseBase:
    feed = feed_of(unit)
    return from_elsewhere(publicly(request, json_form.json_feed(feed), json_form.TYPE, feed.updated))


@of_unit_or_all
def fragment(request: HttpRequest, unit: Unit | None) -> HttpResponseBase:
    """A list without a frame, for web sites that put it into a page of theirs."""
    return from_elsewhere(shown(request, "feeds/_list.html", _few(request, unit)))


@of_unit_or_all
def embedded(request: HttpRequest, unit: Unit | None) -> HttpResponseBase:
    """A page with the list alone, for a frame in the web sites that the settings name."""
    response: Any = shown(request, "feeds/embedded.html", _few(request, unit))
    if settings.HUB_EMBEDDED_BY:
        response._csp_replace = {"frame-ancestors": settings.HUB_EMBEDDED_BY}
        response.xframe_options_exempt = True
    return response


def _few(request: HttpRequest, unit: Unit | None) -> dict[str, Any]:
    return {"feed": feed_of(unit, HowManyForm.of(request.GET))}


def from_elsewhere(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in FROM_ELSEWHERE.items():
        response.headers[name] = value
    return response
