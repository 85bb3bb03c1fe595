"""What crisis leads have ready: texts, and the rule of the second person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.alerts.forms import RuleForm, TemplateForm, leading_units
from hub.alerts.models import AlertRule, AlertTemplate
from hub.alerts.views.writing import typed
from hub.units.models import Unit


def keeping_units(request: HttpRequest) -> list[Unit]:
    """Where one keeps templates: as crisis lead, or as shared services for the whole."""
    units = list(leading_units(request.user))
    return units or list(Unit.objects.allowing(request.user, "profile").top())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    units = keeping_units(request)
    if not units:
        raise Http404
    form = TemplateForm(typed(request), unit=units[0])
    if form.is_valid():
        form.save(request.user, units[0], None)
        messages.success(request, _("The template is kept."))
        return redirect("alert-templates")
    found = AlertTemplate.objects.visible_to(request.user).select_related("unit")
    context = {"form": form, "templates": found, "unit": units[0]}
    return render(request, "alerts/templates.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(AlertTemplate.objects.allowing(request.user, "alert").select_related("unit"), pk=pk)
    first = {name: getattr(kept, name) for name in TemplateForm.base_fields}
    form = TemplateForm(typed(request), unit=kept.unit, initial=first)
    if form.is_valid():
        form.save(request.user, kept.unit, kept)
        messages.success(request, _("The template is kept."))
        return redirect("alert-templates")
    context = {"form": form, "template": kept, "unit": kept.unit}
    return render(request, "alerts/template.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(AlertTemplate.objects.allowing(request.user, "alert"), pk=pk)
    kept.delete()
    messages.success(request, _("The template is deleted."))
    return redirect("alert-templates")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a second person has to confirm: a matter of the unit's crisis lead."""
    unit = get_object_or_404(Unit.objects.allowing(request.user, "alert").open(), pk=pk)
    form = RuleForm(typed(request), initial={"second_person": AlertRule.asks_second(unit)})
    if form.is_valid():
        AlertRule.put(unit, form.cleaned_data["second_person"], request.user)
        messages.success(request, _("Saved."))
        return redirect("alert-rule", pk)
    return render(request, "alerts/rule.html", {"form": form, "unit": unit})
