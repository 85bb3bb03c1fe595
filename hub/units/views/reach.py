"""Who has been reached, and what is done about those who have not.

Leaders see their own tree; HR and shared services all. Whoever sees a list may also record and remind there; each
receipt keeps who recorded it.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.units.models import Notice, Receipt, Unit
from hub.units.models.tree import Refused
from hub.units.notice_forms import RecordForm, ScopeForm
from hub.units.notice_page import qr, scope_of
from hub.units.reach import Reach, reach_of, shares_of, table_of
from hub.units.reach_csv import notice_csv, table_csv
from hub.units.reminding import remind_people


def seen_by(request: HttpRequest, pk: int) -> tuple[Reach, Unit | None]:
    """A must-read with the people for whom one answers."""
    notices = Notice.objects.allowing(request.user, "reach").select_related("unit", "audience", "current")
    notice = get_object_or_404(notices, pk=pk)
    asked = ScopeForm.unit_of(request.POST if request.method == "POST" else request.GET)
    paths, unit = scope_of(request.user, "reach", asked)
    return reach_of(notice, paths), unit


def _back(notice: Notice, unit: Unit | None) -> HttpResponse:
    answer = redirect("notice-reach", notice.pk)
    if unit:
        answer["Location"] += f"?unit={unit.pk}"
    return answer


@login_required
@require_safe
def notice_reach(request: HttpRequest, pk: int) -> HttpResponse:
    reach, unit = seen_by(request, pk)
    context = {"reach": reach, "notice": reach.notice, "unit": unit}
    return render(request, "units/notice_reach.html", context)


@login_required
@require_safe
def reach_file(request: HttpRequest, pk: int) -> HttpResponse:
    reach, _unit = seen_by(request, pk)
    return notice_csv(reach)


@login_required
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-off sheet: the text, and a line for each of those who are missing."""
    reach, unit = seen_by(request, pk)
    context = {"reach": reach, "notice": reach.notice, "unit": unit, "qr": qr(reach.notice.get_absolute_url())}
    return render(request, "units/notice_sheet.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, pk: int) -> HttpResponse:
    return _record(request, pk, Receipt.Way.TOLD)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    return _record(request, pk, Receipt.Way.PAPER)


def _record(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    reach, unit = seen_by(request, pk)
    typed = request.POST if request.method == "POST" else None
    form = RecordForm(typed, way=way, rows=reach.missing, unit=unit.pk if unit else None)
    if form.is_valid() and (new := _recorded(form, reach.notice, way, request.user)) is not None:
        said = ngettext("%(n)s person more is reached.", "%(n)s people more are reached.", new)
        messages.success(request, said % {"n": new})
        return _back(reach.notice, unit)
    context = {"form": form, "notice": reach.notice, "unit": unit, "way": way, "reach": reach}
    return render(request, "units/notice_record.html", context, status=422 if form.errors else 200)


def _recorded(form: RecordForm, notice: Notice, way: str, by: Any) -> int | None:
    given = form.cleaned_data
    try:
        return Receipt.record(notice, form.chosen, way, given["on"], by, given.get("note", ""))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@login_required
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """One press reminds everybody who is missing and has not been reminded today."""
    reach, unit = seen_by(request, pk)
    given = remind_people(reach.notice, [row.person for row in reach.remindable], request.user)
    said = ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", given) % {"n": given}
    messages.success(request, said if given else _("Nobody is reminded: each of them has been today, or cannot be."))
    return _back(reach.notice, unit)


@login_required
@require_safe
def unit_reach(request: HttpRequest, pk: int) -> HttpResponse:
    """All must-reads in force for a unit's people, and who is missing."""
    unit = get_object_or_404(Unit.objects.allowing(request.user, "reach"), pk=pk)
    return render(request, "units/unit_reach.html", {"unit": unit, "table": table_of([unit.path])})


@login_required
@require_safe
def unit_reach_short(request: HttpRequest, pk: int) -> HttpResponse:
    """How far each must-read has come among a unit's people: a part of the unit's home, asked for after it."""
    unit = get_object_or_404(Unit.objects.allowing(request.user, "reach"), pk=pk)
    return render(request, "units/_unit_reach.html", {"unit": unit, "shares": shares_of([unit.path])})


@login_required
@require_safe
def unit_reach_file(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.allowing(request.user, "reach"), pk=pk)
    return table_csv(unit, table_of([unit.path]))
