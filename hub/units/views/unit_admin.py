"""Organising units: one page for each verb, which says what follows from it before anything is done."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hub.units import unit_forms
from hub.units.models import Unit


def changing(form_class: type[unit_forms.UnitForm], verb: str = "organise", closed: bool = False) -> Any:
    """The view that asks about one change of a unit, and makes it."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        units = Unit.objects.allowing(request.user, verb).filter(closed_on__isnull=not closed)
        unit = get_object_or_404(units, pk=pk)
        form = form_class(request.POST if request.method == "POST" else None, unit, request.user)
        if request.method == "POST" and form.carry_out():
            messages.success(request, form.done)
            return redirect(form.result)
        return render(request, "units/unit_change.html", {"unit": unit, "form": form})

    return view


details = changing(unit_forms.DetailsForm)
rename = changing(unit_forms.RenameForm)
new = changing(unit_forms.NewUnitForm)
move = changing(unit_forms.MoveForm)
merge = changing(unit_forms.MergeForm)
close = changing(unit_forms.CloseForm)
reopen = changing(unit_forms.ReopenForm, closed=True)
publishing = changing(unit_forms.PublishingForm, "entrust")


@login_required
@require_safe
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of what one may do with a unit."""
    unit = get_object_or_404(Unit.objects.allowing(request.user, "organise"), pk=pk)
    return render(request, "units/unit_manage.html", {"unit": unit})
