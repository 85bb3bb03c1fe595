"""What a room has decided: on record, the newest first."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.projects.forms import DecisionForm
from hub.projects.models import Decision, Room
from hub.projects.views.framing import frame
from hub.projects.views.messages import done


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision_list(request: HttpRequest, pk: int) -> HttpResponse:
    framed = frame(request, pk, "decisions")
    form = DecisionForm(request.POST) if request.method == "POST" else DecisionForm.fresh()
    if request.method == "POST":
        room = get_object_or_404(Room.objects.allowing(request.user, "post"), pk=pk)
        if form.is_valid() and done(
            form, request.user, lambda: Decision.record(room, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, _("The decision is on record."))
            return redirect("decision-list", pk)
    decisions = Decision.for_display().visible_to(request.user).filter(room=pk)
    context = {"frame": framed, "room": framed.room, "form": form, "decisions": decisions}
    return render(request, "projects/decision_list.html", context, status=422 if form.errors else 200)
