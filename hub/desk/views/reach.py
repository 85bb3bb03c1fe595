"""How far the must-reads have come, in figures only."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.desk.reach import reach_for
from hub.desk.table_csv import reach_csv
from hub.units.models import Unit


def _publishes(request: HttpRequest) -> None:
    if not Unit.objects.allowing(request.user, "publish").exists():
        raise Http404


@login_required
@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    _publishes(request)
    return render(request, "desk/reach.html", {"reached": reach_for(request.user)})


@login_required
@require_safe
def reach_file(request: HttpRequest) -> HttpResponse:
    _publishes(request)
    return reach_csv(reach_for(request.user))
