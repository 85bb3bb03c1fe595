"""The links that one keeps: those of the units where one publishes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.access import Refused
from hub.selfservice.forms import LinkForm, RemoveForm
from hub.selfservice.models import Need, Openings, ServiceChange, ServiceLink
from hub.selfservice.models.links import Overtaken
from hub.selfservice.page import keeps_somewhere
from hub.units.directory import ListForm

PER_PAGE = 50
CHANGES = 10


def kept(request: HttpRequest, pk: int) -> ServiceLink:
    links = ServiceLink.objects.allowing(request.user, "publish").select_related("unit__merged_into", "audience")
    return get_object_or_404(links, pk=pk)


def typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@login_required
@require_safe
def link_list(request: HttpRequest) -> HttpResponse:
    """What I keep, and what I have taken away; with how often each was opened in the whole municipality."""
    if not keeps_somewhere(request.user):
        raise Http404
    mine = ServiceLink.objects.allowing(request.user, "publish").select_related("unit", "need", "removed_by", "outside")
    page = Paginator(mine.standing().order_by("need__order", "title", "pk"), PER_PAGE).get_page(
        ListForm.page_of(request.GET)
    )
    times = Openings.of_all("link", [link.pk for link in page])
    context = {
        "links": page, "rows": [(link, times.get(link.pk, 0)) for link in page],
        "removed": mine.filter(removed_at__isnull=False).order_by("-removed_at", "pk")[:PER_PAGE],
        "may_needs": Need.objects.allowing(request.user, "profile").exists(),
    }  # fmt: skip
    return render(request, "selfservice/link_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not keeps_somewhere(request.user):
        raise Http404
    form = LinkForm(typed(request), by=request.user, language=request.LANGUAGE_CODE)
    if form.is_valid():
        link = form.carry_out(request.user)
        messages.success(request, _("“%(title)s” stands on the list.") % {"title": link})
        return redirect("service-links")
    return _form(request, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    link = kept(request, pk)
    form = LinkForm(typed(request), by=request.user, language=request.LANGUAGE_CODE, link=link)
    if form.is_valid() and _changed(request, form):
        messages.success(request, _("Saved."))
        return redirect("service-links")
    return _form(request, form, link)


def _changed(request: HttpRequest, form: LinkForm) -> bool:
    try:
        form.carry_out(request.user)
    except Overtaken:
        said = _("Somebody has changed the link since you opened it. Yours stands below; save again to keep it.")
        form.add_error(None, said)
        assert form.link is not None
        form.link.refresh_from_db()
        given: Any = form.data
        sent = given.copy()
        sent["seen"] = str(form.link.number)  # the next press is on purpose
        form.data = sent
    return not form.errors


def _form(request: HttpRequest, form: LinkForm, link: ServiceLink | None) -> HttpResponse:
    changes = ServiceChange.objects.visible_to(request.user).filter(link__isnull=False, link=link)
    context = {"form": form, "link": link, "changes": changes.select_related("by")[:CHANGES]}
    return render(request, "selfservice/link_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    link = kept(request, pk)
    form = RemoveForm(typed(request))
    if form.is_valid():
        _removed(request, link, form.cleaned_data["reason"])
        return redirect("service-links")
    context = {
        "title": _("Take away “%(title)s”?") % {"title": link}, "action": _("Take away"), "danger": True, "form": form,
        "lead": _("It goes from the list, the search and the front page at once. You can put it back."),
        "cancel_url": "/services/links/",
    }  # fmt: skip
    return render(request, "parts/confirm.html", context, status=422 if form.errors else 200)


def _removed(request: HttpRequest, link: ServiceLink, reason: str) -> None:
    try:
        link.remove(request.user, reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(title)s” is taken away. You can put it back below.") % {"title": link})


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    link = kept(request, pk)
    link.put_back(request.user)
    messages.success(request, _("“%(title)s” stands on the list.") % {"title": link})
    return redirect("service-links")
