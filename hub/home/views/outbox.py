from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hub.outbox.state import state, try_failed_again
from hub.units.models import Unit


@login_required
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Whether letters get out, for those who run the hub: numbers, and nobody's name."""
    get_object_or_404(Unit.objects.allowing(request.user, "administer").top())
    return render(request, "home/outbox.html", {"state": state()})


@login_required
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    get_object_or_404(Unit.objects.allowing(request.user, "administer").top())
    n = try_failed_again()
    messages.success(request, ngettext("One letter is tried again.", "%(n)s letters are tried again.", n) % {"n": n})
    return redirect("outbox")
