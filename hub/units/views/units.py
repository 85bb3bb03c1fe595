from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from hub.units.models import Unit


@login_required
def unit_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "units/unit_list.html", {"units": Unit.objects.visible_to(request.user).open().order_by("path")}
    )


@login_required
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    return render(request, "units/unit.html", {"unit": unit})
