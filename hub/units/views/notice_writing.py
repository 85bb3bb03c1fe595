"""Notices as they are written, sent, changed and withdrawn."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.look.dates import daytime
from hub.serving.lanes import SLOW, in_lane
from hub.units.models import Notice, NoticeFile, Unit
from hub.units.models.notice_sending import Overtaken
from hub.units.models.tree import Refused
from hub.units.notice_forms import NoticeForm, SendForm, TranslationForm, WithdrawForm
from hub.units.page_forms import UploadForm
from hub.units.price import price_of

NEXT = {"files": "notice-files"}


def typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def changeable(request: HttpRequest, pk: int) -> Notice:
    notices = Notice.objects.allowing(request.user, "edit").changeable_by(request.user)
    return get_object_or_404(notices.select_related("unit", "current", "audience"), pk=pk)


def sendable(request: HttpRequest, pk: int) -> Notice:
    notices = Notice.objects.allowing(request.user, "publish").select_related("unit", "current", "audience")
    return get_object_or_404(notices, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.allowing(request.user, "edit").open(), pk=pk)
    form = NoticeForm(typed(request), unit=unit, by=request.user, language=request.LANGUAGE_CODE)
    if form.is_valid():
        return _on(form.start(request.user), form)
    return _form(request, "units/notice_form.html", unit, form, None)


def _on(notice: Notice, form: NoticeForm) -> HttpResponse:
    """To the pictures, or to the last look before it is sent."""
    if then := NEXT.get(form.cleaned_data["then"]):
        return redirect(then, notice.pk)
    return redirect(notice) if notice.sent_at else redirect("notice-send", notice.pk)


def _form(request: HttpRequest, template: str, unit: Unit, form: NoticeForm, notice: Notice | None) -> HttpResponse:
    context = {"unit": unit, "form": form, "notice": notice}
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    notice = changeable(request, pk)
    form = NoticeForm(typed(request), unit=notice.unit, by=request.user, notice=notice)
    if form.is_valid() and _changed(request, form):
        return _on(notice, form)
    return _form(request, "units/notice_form.html", notice.unit, form, notice)


def _changed(request: HttpRequest, form: NoticeForm) -> bool:
    try:
        form.change_it(request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Overtaken as overtaken:
        said = _("%(person)s has changed the notice since you opened it. Your text is below; theirs is on the notice.")
        form.add_error(None, said % {"person": overtaken.revision.by})
        sent: Any = form.data.copy()  # type: ignore[attr-defined]
        sent["seen"] = str(overtaken.revision.number)  # the next press is on purpose
        form.data = sent
    return not form.errors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """What it asks of people, before it is sent. Those who may not send see the price, and whom to ask."""
    notice = changeable(request, pk)
    may_send = notice.allows(request.user, "publish")
    form = SendForm(typed(request))
    if notice.sent_at:
        return redirect(notice)
    if request.method == "POST" and not may_send:
        raise Http404
    if form.is_valid() and _sent(form, notice, request.user):
        messages.success(request, _said(notice))
        return redirect(notice)
    context = {"notice": notice, "form": form, "may_send": may_send, "price": price_of(notice, request.user)}
    context["problems"] = notice.problems()
    return render(request, "units/notice_send.html", context, status=422 if form.errors else 200)


def _sent(form: SendForm, notice: Notice, by: Any) -> bool:
    try:
        notice.send(by, form.moment)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        notice.refresh_from_db()
    return not form.errors


def _said(notice: Notice) -> str:
    if notice.send_at:
        return _("It will be sent %(moment)s.") % {"moment": daytime(notice.send_at)}
    return _("The notice is sent.")


@login_required
@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    notice = sendable(request, pk)
    notice.unschedule(request.user)
    messages.success(request, _("Nothing is planned any more. The notice is kept."))
    return redirect("notice-send", notice.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    notice = sendable(request, pk)
    form = WithdrawForm(typed(request))
    if form.is_valid():
        notice.withdraw(request.user, form.cleaned_data["reason"])
        messages.success(request, _("The notice is withdrawn. Readers no longer see it anywhere."))
        return redirect(notice)
    lead = _("It goes away everywhere at once. The text, the receipts and your reason are kept.")
    return _ask(request, notice, form, _("Withdraw “%(title)s”?"), lead, _("Withdraw"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    notice = changeable(request, pk)
    form = forms.Form(typed(request))
    if form.is_valid() and _discarded(request, notice):
        return redirect("notice-unit", notice.unit_id)
    lead = _("It has not been sent. The text and its files are deleted for good.")
    return _ask(request, notice, form, _("Delete “%(title)s”?"), lead, _("Delete"))


def _discarded(request: HttpRequest, notice: Notice) -> bool:
    try:
        notice.discard(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return True
    messages.success(request, _("The notice is deleted."))
    return True


def _ask(request: HttpRequest, notice: Notice, form: Any, title: str, lead: str, action: str) -> HttpResponse:
    context = {
        "title": title % {"title": notice}, "lead": lead, "action": action, "danger": True, "form": form,
        "cancel_url": notice.get_absolute_url(),
    }  # fmt: skip
    return render(request, "parts/confirm.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The same notice in another language."""
    notice = changeable(request, pk)
    if language == notice.language:
        raise Http404
    form = TranslationForm(request.POST) if request.method == "POST" else TranslationForm.of(notice, language)
    if form.is_valid():
        form.save(notice, language, request.user)
        messages.success(request, _("Saved."))
        return redirect("notice-in", notice.pk, language)
    context = {"notice": notice, "form": form, "language": language, "name": dict(settings.LANGUAGES)[language]}
    return render(request, "units/notice_translation.html", context, status=422 if form.errors else 200)


@in_lane(SLOW, ["POST"])
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice's pictures and files, with a field for one more. The editor gets the list alone, to choose from."""
    notice = changeable(request, pk)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        added = NoticeFile.keep(form.cleaned_data["file"], request.user, notice=notice, alt=form.cleaned_data["alt"])
        if not request.htmx:  # type: ignore[attr-defined]
            messages.success(request, _("“%(name)s” is added.") % {"name": added})
            return redirect("notice-files", notice.pk)
        form = UploadForm()
    template = "units/_page_picker.html" if request.htmx else "units/notice_files.html"  # type: ignore[attr-defined]
    found = NoticeFile.objects.allowing(request.user, "edit").filter(notice=notice).order_by("-pk")
    context = {"notice": notice, "files": found, "form": form, "files_url": request.path}
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(NoticeFile.objects.allowing(request.user, "edit"), pk=pk)
    notice = changeable(request, found.notice_id)
    try:
        found.remove(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is deleted.") % {"name": found})
    return redirect("notice-files", notice.pk)
