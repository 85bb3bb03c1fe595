"""Alerts as a crisis lead writes, sends, updates and ends them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.access import Refused
from hub.alerts.forms import AlertForm, EndForm, SendForm, UpdateForm, WhereForm, leading_units
from hub.alerts.models import Alert, AlertTemplate
from hub.alerts.showing import alert_page, price_of
from hub.look.dates import daytime


def typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def kept(request: HttpRequest, pk: int) -> Alert:
    alerts = Alert.objects.allowing(request.user, "alert").select_related("unit", "audience", "asked_by", "page")
    return get_object_or_404(alerts, pk=pk)


def unit_for(request: HttpRequest, wanted: int | None) -> Any:
    """Where one is crisis lead: the unit asked for, or the highest."""
    units = leading_units(request.user)
    return get_object_or_404(units.filter(pk__in=[wanted]) if wanted else units[:1])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    asked = WhereForm.of(request.GET)
    unit = unit_for(request, asked.get("unit"))
    templates = AlertTemplate.objects.visible_to(request.user)
    template = templates.filter(pk__in=[asked.get("template") or 0]).first()
    form = AlertForm(typed(request), unit=unit, by=request.user, template=template)
    if form.is_valid() and (alert := _saved(request, form)):
        return redirect("alert-send", alert.pk)
    context = {"form": form, "unit": unit, "alert": None, "templates": templates.select_related("unit")}
    context["units"] = leading_units(request.user)
    return render(request, "alerts/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    alert = kept(request, pk)
    if alert.sent_at:
        return redirect(alert)
    form = AlertForm(typed(request), unit=alert.unit, by=request.user, alert=alert)
    if form.is_valid() and _saved(request, form):
        return redirect("alert-send", alert.pk)
    context = {"form": form, "unit": alert.unit, "alert": alert}
    return render(request, "alerts/form.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: AlertForm) -> Alert | None:
    try:
        return form.save(request.user)
    except Refused as refusal:
        form.add_error("reach", str(refusal))
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Drill or real, and how many it covers, in large letters; then it goes, or waits for the second person."""
    alert = kept(request, pk)
    if alert.sent_at:
        return redirect(alert)
    form = SendForm(typed(request), alert=alert)
    if form.is_valid() and _sent(request, form, alert):
        return redirect(alert)
    is_mine = alert.waits_for_second and alert.asked_by_id == request.user.pk
    context = {"alert": alert, "form": form, "price": price_of(alert), "is_mine": is_mine}
    return render(request, "alerts/send.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, form: SendForm, alert: Alert) -> bool:
    given = form.cleaned_data
    try:
        if alert.waits_for_second:
            alert.confirm(request.user, given["seen"])
        elif given["seen"] != alert.version:
            raise Refused(_("The alert has been changed since you opened it. Read it once more."))
        else:
            alert.send(request.user, given.get("at"))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        alert.refresh_from_db()
        return False
    messages.success(request, _said(alert))
    return True


def _said(alert: Alert) -> str:
    if alert.sent_at:
        return _("The drill is sent.") if alert.is_drill else _("The alert is sent.")
    if alert.waits_for_second:
        return _("It waits for another crisis lead to confirm it. Tell them: it is under Alerts.")
    moment = daytime(alert.send_at) if alert.send_at else ""
    return _("The drill will be sent %(moment)s.") % {"moment": moment}


@login_required
@require_POST
def update(request: HttpRequest, pk: int) -> HttpResponse:
    alert = kept(request, pk)
    form = UpdateForm(request.POST)
    if form.is_valid() and _said_more(form, alert, request.user):
        messages.success(request, _("The update is on the screens."))
        return redirect(alert)
    context = alert_page(alert, request.user) | {"form": form}
    return render(request, "alerts/alert.html", context, status=422)


def _said_more(form: UpdateForm, alert: Alert, by: Any) -> bool:
    try:
        alert.update(by, form.cleaned_data["text"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    alert = kept(request, pk)
    form = EndForm(typed(request), initial={"text": _("The danger is over.")})
    if form.is_valid() and _ended(form, alert, request.user):
        messages.success(request, _("The alert is over. It is gone from all screens."))
        return redirect(alert)
    title = _("End “%(title)s”?") % {"title": alert}
    lead = _("It goes from every screen at once, and those who have it open read the all-clear.")
    return _ask(request, alert, form, title, lead, _("Give the all-clear"))


def _ended(form: EndForm, alert: Alert, by: Any) -> bool:
    try:
        alert.end(by, form.cleaned_data["text"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    alert = kept(request, pk)
    form = forms.Form(typed(request))
    if form.is_valid():
        try:
            alert.discard(request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("alert", pk)
        messages.success(request, _("It is deleted. Nobody has seen it."))
        return redirect("alert-list")
    return _ask(
        request, alert, form, _("Delete “%(title)s”?") % {"title": alert}, _("It has not been sent."), _("Delete")
    )


def _ask(request: HttpRequest, alert: Alert, form: Any, title: str, lead: str, action: str) -> HttpResponse:
    context = {"title": title, "lead": lead, "action": action, "form": form, "cancel_url": alert.get_absolute_url()}
    return render(request, "parts/confirm.html", context, status=422 if form.errors else 200)
