"""The needs, which are the headings of the page; kept by Shared Services."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.access import Refused
from hub.selfservice.forms import MoveForm, NeedForm
from hub.selfservice.models import Need, ServiceChange
from hub.units.models import Unit

CHANGES = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_list(request: HttpRequest) -> HttpResponse:
    """The needs in order, with a field for one more."""
    get_object_or_404(Unit.objects.allowing(request.user, "profile").top())
    form = NeedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        need = Need.add(form.cleaned_data["name"], by=request.user)
        messages.success(request, _("“%(need)s” stands last on the list. Move it to its place.") % {"need": need})
        return redirect("service-needs")
    needs = Need.objects.allowing(request.user, "profile")
    changes = ServiceChange.objects.visible_to(request.user).filter(link=None).select_related("by")
    context = {
        "form": form, "changes": changes[:CHANGES],
        "needs": needs.annotate(n=Count("links", filter=Q(links__removed_at=None))),
    }  # fmt: skip
    return render(request, "selfservice/need_list.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.allowing(request.user, "profile"), pk=pk)
    form = NeedForm(request.POST if request.method == "POST" else None, need)
    if form.is_valid():
        need.rename(form.cleaned_data["name"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("service-needs")
    context = {"form": form, "need": need}
    return render(request, "selfservice/need_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def need_move(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.allowing(request.user, "profile"), pk=pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        need.move(form.is_up, by=request.user)
        messages.success(request, _("“%(need)s” is moved.") % {"need": need})
    return redirect("service-needs")


@login_required
@require_POST
def need_remove(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.allowing(request.user, "profile"), pk=pk)
    try:
        need.remove(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(need)s” is taken away.") % {"need": need})
    return redirect("service-needs")
