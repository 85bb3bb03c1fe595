"""Notices as they are read, confirmed and printed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.dialogue.showing import dialogue_of
from hub.files import serve
from hub.units.directory import ListForm
from hub.units.models import Notice, NoticeFile, Receipt, Unit
from hub.units.models.tree import Refused
from hub.units.notice_forms import ConfirmForm
from hub.units.notice_page import listed, notice_page, of_the_week, qr

PER_PAGE = 20


def readable(request: HttpRequest, pk: int) -> Notice:
    notices = Notice.objects.visible_to(request.user)
    return get_object_or_404(notices.select_related("unit", "author", "current", "audience"), pk=pk)


@login_required
@require_safe
def notice(request: HttpRequest, pk: int, language: str = "") -> HttpResponse:
    found = readable(request, pk)
    context = {"notice": found, "shown": notice_page(found, request.user, language)}
    context["dialogue"] = dialogue_of(found, request.user, request.GET)
    return render(request, "units/notice.html", context)


@login_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Everything in force that is meant for me."""
    mine = listed(Notice.objects.visible_to(request.user).meant_for(request.user), request.user)
    page = Paginator(mine, PER_PAGE).get_page(ListForm.page_of(request.GET))
    return render(request, "units/notice_list.html", {"notices": page})


@login_required
@require_safe
def unit_notices(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's notices: in force for readers; for its writers also what is not sent, planned, over or withdrawn."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    found = listed(Notice.objects.visible_to(request.user).filter(unit=unit), request.user)
    page = Paginator(found, PER_PAGE).get_page(ListForm.page_of(request.GET))
    return render(request, "units/notice_unit.html", {"unit": unit, "notices": page})


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """I have read it."""
    found, form = readable(request, pk), ConfirmForm(request.POST)
    number = form.cleaned_data["revision"] if form.is_valid() else 0
    try:
        Receipt.confirm(found, request.user, number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: you have read it. Thank you."))
    return redirect(found)


@login_required
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice on an A4 sheet for the wall."""
    found = readable(request, pk)
    shown = notice_page(found, request.user)
    return render(
        request, "units/notice_poster.html", {"notice": found, "shown": shown, "qr": qr(found.get_absolute_url())}
    )


@login_required
@require_safe
def digest(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's week on one sheet for the wall."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    parts = of_the_week(request.user, unit)
    code = qr(f"/notices/unit/{unit.pk}/")
    return render(request, "units/notice_digest.html", {"unit": unit, "parts": parts, "qr": code})


@login_required
@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    return serve(request, NoticeFile.objects.visible_to(request.user), pk)
