from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.units.models import Unit
from hub.units.role_forms import MOST_FOUND, FindForm, GiveForm
from hub.units.role_holders import roles_given_by, roles_on, taken_by


@login_required
@require_safe
def unit_roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Who holds which role here; for those who may, a search for somebody to give one."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    find = FindForm(request.GET or None)
    people = find.found(request.user)
    first = {"who": find["who"].value(), "person": people[0].pk if len(people) == 1 else None}
    give = GiveForm(unit, request.user, people, initial=first)
    return _page(request, unit, find, give, people)


@login_required
@require_POST
def role_give(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _where_giving(request, pk)
    find = FindForm(request.POST)
    people = find.found(request.user)
    give = GiveForm(unit, request.user, people, request.POST)
    if give.is_valid() and give.give():
        messages.success(request, _("The role is given."))
        return redirect("unit-roles", unit.pk)
    return _page(request, unit, find, give, people, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def role_take(request: HttpRequest, pk: int, grant: int) -> HttpResponse:
    """Ask, then end a role. It ends at once: rights are looked up at every request."""
    unit = _where_giving(request, pk)
    held = get_object_or_404(taken_by(unit, request.user), pk=grant)
    if request.method == "POST":
        unit.take(held.role, held.user, request.user)
        messages.success(request, _("The role is taken back."))
        return redirect("unit-roles", unit.pk)
    return render(request, "units/role_take.html", {"unit": unit, "grant": held})


def _where_giving(request: HttpRequest, pk: int) -> Unit:
    """A unit where one may give at least one role. Elsewhere there is no such page."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not roles_given_by(unit, request.user):
        raise Http404
    return unit


def _page(
    request: HttpRequest, unit: Unit, find: FindForm, give: GiveForm, people: list[Any], status: int = 200
) -> HttpResponse:
    may_give = roles_given_by(unit, request.user)
    context = {
        "unit": unit,
        "above": Unit.objects.visible_to(request.user).above(unit),
        "lines": roles_on(unit),
        "may_give": may_give,
        "find": find,
        "form": give,
        "people": people[:MOST_FOUND],
        "more": len(people) > MOST_FOUND,
        "records": unit.role_records.select_related("user", "by")[:100] if may_give else [],
    }
    return render(request, "units/roles.html", context, status=status)
