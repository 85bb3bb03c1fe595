"""The staff register as a page: upload an export, see what it would change, apply it."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.serving.lanes import SLOW, in_lane
from hub.units.models import RegisterRun, Unit
from hub.units.models.tree import Refused
from hub.units.register import runs
from hub.units.register.run_page import ApplyForm, ListedRun, PlaceForm, RunPage, UploadForm

FILES = {"units": "units.csv", "people": "people.csv", "report": "report.json"}
HEAVY = ("report", "units_file", "people_file")


@in_lane(SLOW, ["POST"])
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_list(request: HttpRequest) -> HttpResponse:
    """All imports, and a form for the next one."""
    get_object_or_404(Unit.objects.allowing(request.user, "register"), parent=None)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        return redirect("register-run", runs.start(**form.content, by=request.user).pk)
    kept = RegisterRun.objects.visible_to(request.user).select_related("by").defer(*HEAVY)
    page = Paginator(kept, 20).get_page(PlaceForm.of(request.GET)[1])
    context = {"form": form, "page": page, "runs": [ListedRun(run) for run in page]}
    return render(request, "units/register_list.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    found = RegisterRun.objects.visible_to(request.user).select_related("by").defer("units_file", "people_file")
    run = get_object_or_404(found, pk=pk)
    return render(
        request, "units/register_run.html", {"run": run, "sheet": RunPage(run, request.GET), "form": ApplyForm()}
    )


@in_lane(SLOW, ["POST"])
@login_required
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(RegisterRun.objects.allowing(request.user, "register").defer(*HEAVY), pk=pk)
    form = ApplyForm(request.POST)
    allowed = form.is_valid() and form.cleaned_data["allow_large_change"]
    try:
        if runs.apply(run.pk, request.user, allowed):
            messages.success(request, _("The import is done."))
        else:
            messages.warning(
                request, _("The hub has changed since you looked. This is what the import would change now.")
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("register-run", run.pk)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(RegisterRun.objects.allowing(request.user, "register").defer(*HEAVY), pk=pk)
    try:
        runs.drop(run.pk)
        messages.success(request, _("The import is dropped, and its files are deleted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("register-list")


@login_required
@require_safe
def file(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """One of the two files as it came, or the report as JSON."""
    run = get_object_or_404(RegisterRun.objects.visible_to(request.user), pk=pk)
    content = {
        "units": lambda: bytes(run.units_file),
        "people": lambda: bytes(run.people_file),
        "report": lambda: json.dumps(run.report, ensure_ascii=False, indent=1).encode(),
    }[which]()
    if not content:
        raise Http404
    name = f"{run.at:%Y-%m-%d}-{run.pk}-{FILES[which]}"
    response = HttpResponse(content, content_type="application/json" if which == "report" else "text/csv")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
