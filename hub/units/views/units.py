from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from hub.units.chart import Chart
from hub.units.directory import ListForm
from hub.units.models import Unit
from hub.units.unit_home import unit_home


@login_required
@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """The organisation chart."""
    return render(request, "units/unit_list.html", {"chart": Chart(Unit.objects.visible_to(request.user).open())})


@login_required
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    home = unit_home(request.user, pk, ListForm.page_of(request.GET))
    if home is None:
        return redirect(get_object_or_404(Unit.objects.visible_to(request.user).at(pk)), permanent=True)
    return render(request, "units/unit.html", {"home": home, "unit": home.unit})


@login_required
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to a unit, the newest first."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)
    changes = Paginator(unit.changes.select_related("by"), 50).get_page(ListForm.page_of(request.GET))
    return render(request, "units/unit_history.html", {"unit": unit, "changes": changes})
