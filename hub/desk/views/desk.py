"""The desk and its lists."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.desk.desk import desk_of, has_desk
from hub.desk.forms import TableForm
from hub.desk.lists import LISTS
from hub.desk.table_csv import things_csv


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    if not has_desk(request.user):
        raise Http404
    return render(request, "desk/desk.html", {"desk": desk_of(request.user)})


def _table(request: HttpRequest, kind: str) -> TableForm:
    of = LISTS.get(kind)
    if of is None or not has_desk(request.user) or not of.applies(request.user):
        raise Http404
    return TableForm(request.GET, request.user, of)


@login_required
@require_safe
def desk_list(request: HttpRequest, kind: str) -> HttpResponse:
    table = _table(request, kind)
    others = [each for each in LISTS.values() if each.applies(request.user)]
    return render(request, "desk/list.html", {"table": table, "things": table.things(), "others": others})


@login_required
@require_safe
def desk_file(request: HttpRequest, kind: str) -> HttpResponse:
    table = _table(request, kind)
    return things_csv(_("Desk"), table)
