"""What everybody does with an alert: see it, say that it is read, put it away on a screen."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from hub.access import Refused
from hub.alerts.forms import ReadForm, ShownForm, UpdateForm, leading_units
from hub.alerts.models import Acknowledgement, Alert, Answer
from hub.alerts.showing import alert_page
from hub.alerts.standing import HIDDEN, covers_of, hidden_on
from hub.alerts.telling import note_shown
from hub.people.returning import safe_next

MOST_HIDDEN = 20  # alerts that one screen remembers to have put away
A_MONTH = 60 * 60 * 24 * 30  # seconds


@login_required
@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """Alerts in force and former ones, with what a crisis lead needs."""
    alerts = Alert.objects.visible_to(request.user).select_related("unit", "audience")
    alerts = alerts.prefetch_related("audience__units__unit", "updates")[:100]
    units = list(leading_units(request.user))
    return render(request, "alerts/list.html", {"alerts": alerts, "units": units})


@login_required
@require_safe
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Alert.objects.visible_to(request.user).select_related("unit", "audience", "sent_by", "confirmed_by"), pk=pk
    )
    return render(request, "alerts/alert.html", alert_page(found, request.user) | {"form": UpdateForm()})


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """The alerts of whoever asks, as they lie over the page."""
    return render(request, "alerts/_covers.html", {"covers": covers_of(request)})


@login_required
@require_POST
def acknowledge(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """I have read it; and where a roll-call asks, how it is with me."""
    found = get_object_or_404(Alert.objects.visible_to(request.user), pk=pk)
    said = ReadForm.of(request.POST)
    try:
        Acknowledgement.give(found, request.user, number)
        if said["answer"]:
            Answer.give(found, request.user, said["answer"], request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(safe_next(request, said["next"]))


@require_POST
def hide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put it away on this screen, until there is more to say. Only the browser remembers it."""
    answer = redirect(safe_next(request, ReadForm.of(request.POST)["next"]))
    kept = hidden_on(request) | {pk: number}
    text = ".".join(f"{alert}:{version}" for alert, version in list(kept.items())[-MOST_HIDDEN:])
    answer.set_cookie(HIDDEN, text, max_age=A_MONTH, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return answer


@require_POST
def shown(request: HttpRequest) -> HttpResponse:
    """A screen tells what it has shown. Nothing is kept of who sat there."""
    answer = HttpResponse(status=204)
    form: Any = ShownForm(request.POST)
    if form.is_valid():
        note_shown(request, answer, form.pairs, form.cleaned_data["ago"] / 1000)
    return answer
