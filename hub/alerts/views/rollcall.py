"""The roll-call of an alert: leaders see their own tree, the crisis lead all of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from hub.access import Refused
from hub.alerts.forms import ForOtherForm
from hub.alerts.models import Alert, Answer
from hub.alerts.rollcall import RollCall, rollcall_of, scope_of
from hub.live.models import Stream
from hub.units.models import Unit
from hub.units.notice_forms import ScopeForm


def seen_by(request: HttpRequest, pk: int) -> tuple[RollCall, Unit | None]:
    alerts = Alert.objects.allowing(request.user, "rollcall").select_related("unit", "audience")
    found = get_object_or_404(alerts, pk=pk)
    if not found.sent_at or not found.asks_rollcall:
        raise Http404
    asked = ScopeForm.unit_of(request.POST if request.method == "POST" else request.GET)
    paths, unit = scope_of(request.user, found, asked)
    return rollcall_of(found, paths), unit


@login_required
@require_safe
def rollcall(request: HttpRequest, pk: int) -> HttpResponse:
    name = f"rollcall/{pk}"
    number = Stream.numbers([name])[name]
    call, unit = seen_by(request, pk)
    context = {"call": call, "alert": call.alert, "unit": unit, "number": number}
    return render(request, "alerts/rollcall.html", context)


@login_required
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Names to tick on paper, one list for each unit."""
    call, unit = seen_by(request, pk)
    return render(request, "alerts/rollcall_sheet.html", {"call": call, "alert": call.alert, "unit": unit})


@login_required
@require_POST
def answer(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """A leader says how it is with somebody who cannot say it here. Who said it is kept."""
    call, unit = seen_by(request, pk)
    row = next((row for row in call.all.rows if row.person.pk == person), None)
    form = ForOtherForm(request.POST)
    if row is None:
        raise Http404
    if form.is_valid():
        try:
            Answer.give(call.alert, row.person, form.cleaned_data["state"], request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
    back = redirect("alert-rollcall", pk)
    if unit:
        back["Location"] += f"?unit={unit.pk}"
    return back
