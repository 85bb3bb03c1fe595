"""A page as its keepers see it: what there is to mend, what was done about it, and what they do about it now."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.desk.forms import CareForm, HandOverForm, PostponeForm
from hub.desk.keeping import kept
from hub.look.dates import day
from hub.units.models import Page


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.allowing(request.user, "edit").select_related("unit", "owner"), pk=pk)
    return _shown(request, page)


def _shown(request: HttpRequest, page: Page, **forms: CareForm) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "kept": kept(page, request.user)}
    context |= {"postpone": PostponeForm(), "hand_over": HandOverForm()} | forms
    return render(request, "desk/page.html", context, status=422 if forms else 200)


def _cared_for(request: HttpRequest, pk: int) -> Page:
    pages = Page.objects.allowing(request.user, "edit").cared_for_by(request.user)
    return get_object_or_404(pages.select_related("unit", "owner"), pk=pk)


def _back(form: CareForm) -> HttpResponse:
    return redirect("desk-list", form.back_to) if form.back_to else redirect("desk")


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    page, form = _cared_for(request, pk), CareForm(request.POST)
    if not page.is_live:
        return redirect("desk-page", page.pk)
    page.review(request.user)
    said = _("“%(title)s” is still true. It comes back %(day)s.")
    messages.success(request, said % {"title": page, "day": day(page.review_on) if page.review_on else ""})
    form.is_valid()
    return _back(form)


@login_required
@require_POST
def postpone(request: HttpRequest, pk: int) -> HttpResponse:
    page, form = _cared_for(request, pk), PostponeForm(request.POST)
    if form.is_valid() and form.carry_out(page, request.user):
        said = _("“%(title)s” comes back %(day)s.")
        messages.success(request, said % {"title": page, "day": day(page.review_on) if page.review_on else ""})
        return _back(form)
    return _shown(request, page, postpone=form)


@login_required
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    page, form = _cared_for(request, pk), HandOverForm(request.POST)
    if form.is_valid() and form.carry_out(page, request.user):
        said = _("%(person)s answers for “%(title)s” from now on.")
        messages.success(request, said % {"title": page, "person": page.owner})
        return _back(form)
    return _shown(request, page, hand_over=form)


@login_required
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    page, form = _cared_for(request, pk), CareForm(request.POST)
    page.keep(request.user)
    said = _("%(person)s goes on answering for “%(title)s”.")
    messages.success(request, said % {"title": page, "person": page.owner or page.unit})
    form.is_valid()
    return _back(form)
