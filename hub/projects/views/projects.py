"""Projects as every employee reads of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.access import Refused
from hub.projects.forms import MilestoneForm, ProjectForm
from hub.projects.models import Milestone, News, Project, Room, Seat
from hub.projects.planning import plan_of
from hub.projects.showing import seats_of
from hub.projects.timeline import timeline
from hub.units.models import Unit
from hub.units.unit_choice import lines

NEWS = 5  # on the project's page


@login_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """Those under way as time lines and as a table, and those that are done."""
    found = list(Project.objects.visible_to(request.user).select_related("room", "unit", "owner"))
    mine = set(Room.objects.visible_to(request.user).of(request.user).values_list("pk", flat=True))
    milestones: dict[int, list[Milestone]] = {}
    for milestone in Milestone.objects.visible_to(request.user):
        milestones.setdefault(milestone.project_id, []).append(milestone)
    going = [project for project in found if project.state != Project.State.DONE]
    context = {
        "mine": [project for project in found if project.room_id in mine],
        "going": going,
        "done": [project for project in found if project.state == Project.State.DONE],
        "timeline": timeline([(project, milestones.get(project.pk, [])) for project in going]),
        "may_start": Unit.objects.allowing(request.user, "edit").open().exists(),
    }
    return render(request, "projects/project_list.html", context)


@login_required
@require_safe
def choose_unit(request: HttpRequest) -> HttpResponse:
    """Whose project is it? Straight on for those who write in one unit only."""
    units = lines(Unit.objects.allowing(request.user, "edit").open())
    if len(units) == 1:
        return redirect("project-new", units[0].pk)
    return render(request, "projects/choose_unit.html", {"units": units})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.allowing(request.user, "edit").open(), pk=pk)
    form = ProjectForm(request.POST) if request.method == "POST" else ProjectForm.fresh()
    if form.is_valid():
        try:
            made = Project.start(unit, by=request.user, key=form.cleaned_data["key"], **form.said(request.user))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The project is there, and its room is open. Give the others a seat."))
            return redirect(made)
    status = 422 if form.errors else 200
    return render(request, "projects/project_form.html", {"unit": unit, "form": form, "project": None}, status=status)


@login_required
@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Project.objects.visible_to(request.user).select_related("room", "unit", "owner"), pk=pk)
    seats = seats_of(found.room)
    mine = next((seat for seat in seats if seat.user_id == request.user.pk), None)
    context = {
        "project": found,
        "milestones": Milestone.objects.visible_to(request.user).filter(project=found),
        "news": News.objects.visible_to(request.user).filter(project=found).select_related("by")[:NEWS],
        "plan": plan_of(found.room_id, request.user) if found.shows_plan else None,
        "leads": [seat for seat in seats if seat.part == Seat.Part.LEAD],
        "seated": len(seats),
        "may_edit": mine is not None and mine.part == Seat.Part.LEAD,
        "may_enter": found.room.is_open or mine is not None,
        "form": MilestoneForm(),
    }
    return render(request, "projects/project.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Project.objects.allowing(request.user, "edit").select_related("room", "unit"), pk=pk)
    form = ProjectForm.of(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        found.describe(by=request.user, **form.said(found.owner))
        messages.success(request, _("Saved."))
        return redirect(found)
    status = 422 if form.errors else 200
    context = {"unit": found.unit, "form": form, "project": found}
    return render(request, "projects/project_form.html", context, status=status)
