"""How alerts and drills went, for crisis leads."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.alerts.forms import leading_units
from hub.alerts.models import Alert
from hub.alerts.reporting import Report, reports_of
from hub.look.dates import daytime
from hub.units.reach_csv import answer


def sent(request: HttpRequest, pk: int) -> Alert:
    alerts = Alert.objects.allowing(request.user, "alert").select_related("unit", "audience", "sent_by", "confirmed_by")
    found = get_object_or_404(alerts, pk=pk)
    if not found.sent_at:
        raise Http404
    return found


def drills_of(request: HttpRequest) -> list[Report]:
    """The drills that one keeps, the newest first."""
    if not leading_units(request.user).exists():
        raise Http404
    alerts = Alert.objects.allowing(request.user, "alert").filter(is_drill=True, sent_at__isnull=False)
    return reports_of(alerts.select_related("unit").order_by("-sent_at", "-pk")[:50])


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    alert = sent(request, pk)
    others = Alert.objects.allowing(request.user, "alert").filter(is_drill=True, sent_at__lt=alert.sent_at)
    former = reports_of(others.select_related("unit").order_by("-sent_at")[:3]) if alert.is_drill else []
    return render(request, "alerts/report.html", {"alert": alert, "report": reports_of([alert])[0], "former": former})


@login_required
@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    alert = sent(request, pk)
    return answer(str(alert), table([reports_of([alert])[0]]))


@login_required
@require_safe
def drills(request: HttpRequest) -> HttpResponse:
    return render(request, "alerts/drills.html", {"reports": drills_of(request)})


@login_required
@require_safe
def drills_file(request: HttpRequest) -> HttpResponse:
    return answer(_("Drills"), table(drills_of(request)))


@login_required
@require_safe
def screens(request: HttpRequest, pk: int) -> HttpResponse:
    """Which screens have shown it, by a number that means nothing elsewhere."""
    alert = sent(request, pk)
    rows = alert.screens.select_related("unit")
    numbers = [(version, sum(1 for row in rows if row.version == version)) for version in range(1, alert.version + 1)]
    return render(request, "alerts/screens.html", {"alert": alert, "rows": rows[:1000], "numbers": numbers})


def table(reports: list[Report]) -> list[list[Any]]:
    """Times in whole seconds."""
    head = [
        _("Alert"), _("Sent"), _("People"), _("Have read it"), _("Share"), _("First, seconds"), _("Median, seconds"),
        _("Last, seconds"), _("Roll-call, heard from"), _("Share heard from"), _("Screens"),
    ]  # fmt: skip
    return [head, *(line(report) for report in reports)]


def line(report: Report) -> list[Any]:
    times = [round(time) if time is not None else "" for time in (report.first, report.middle, report.last)]
    alert = report.alert
    return [
        alert.title, daytime(alert.sent_at) if alert.sent_at else "", alert.people, len(report.read),
        f"{report.share} %", *times, len(report.heard), f"{report.heard_share} %", report.screens,
    ]  # fmt: skip
