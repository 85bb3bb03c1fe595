"""A room's communication plan: its rows, and what becomes of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.access import Refused
from hub.projects.forms import OnForm
from hub.projects.models import MediaChecklist, PlanRow, Project, Room
from hub.projects.plan_forms import MediaForm, PlanRowForm, ReadyForm, StateForm, UnitForm
from hub.projects.planning import plan_of, with_notices
from hub.projects.ready_rows import ready_rows
from hub.projects.views.framing import frame
from hub.projects.views.messages import done
from hub.units.models import Unit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows by their day. A POST adds one."""
    framed = frame(request, pk, "plan")
    form = PlanRowForm(request.POST) if request.method == "POST" else PlanRowForm.fresh()
    if request.method == "POST":
        room = get_object_or_404(Room.objects.allowing(request.user, "post"), pk=pk)
        if form.is_valid() and done(
            form, request.user, lambda: PlanRow.add(room, request.user, form.cleaned_data["key"], **form.said)
        ):
            messages.success(request, _("The row is in the plan."))
            return redirect("plan", pk)
    context = {"frame": framed, "room": framed.room, "form": form, "plan": plan_of(pk, request.user)}
    context["ready"] = ReadyForm.fresh()
    return render(request, "projects/plan.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    """Ready rows, to be changed into one's own."""
    room = get_object_or_404(Room.objects.allowing(request.user, "post").select_related("project"), pk=pk)
    form = ReadyForm(request.POST)
    if form.is_valid():
        rows = ready_rows(form.names, room.project)
        _tried(request, lambda: PlanRow.add_ready(room, rows, request.user, form.cleaned_data["key"]))
        messages.success(request, _("The rows are in the plan. Change them so that they fit yours."))
    return redirect("plan", pk)


@login_required
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """On the project's page, or not any more."""
    room = get_object_or_404(Room.objects.allowing(request.user, "lead"), pk=pk)
    project = get_object_or_404(Project.objects.allowing(request.user, "edit"), room=room)
    form = OnForm(request.POST)
    project.show_plan(form.is_valid() and form.cleaned_data["on"], request.user)
    said = _("The plan stands on the project's page.") if project.shows_plan else _("The plan is the room's alone.")
    messages.success(request, said)
    return redirect("plan", pk)


def changeable(request: HttpRequest, pk: int) -> PlanRow:
    rows = PlanRow.objects.allowing(request.user, "post").as_shown()
    return get_object_or_404(rows.select_related("room__project__unit", "responsible", "done_by", "media"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row with all that can be done with it. A POST changes it."""
    found = changeable(request, pk)
    form = PlanRowForm.of(found, request.POST if request.method == "POST" else None)
    if form.is_valid() and done(form, request.user, lambda: found.change(request.user, **form.said)):
        return redirect(found)
    return _row(request, found, form, MediaForm(instance=getattr(found, "media", None)))


def _row(request: HttpRequest, found: PlanRow, form: Any, media: Any) -> HttpResponse:
    context = {
        "shown": with_notices([found], request.user)[0], "row": found, "room": found.room, "form": form,
        "leads": found.room.allows(request.user, "lead"), "media": media if _asks_media(found) else None,
        "may_notify": Unit.objects.allowing(request.user, "edit").open().exists(),
    }  # fmt: skip
    return render(request, "projects/plan_row.html", context, status=422 if form.errors or media.errors else 200)


def _asks_media(found: PlanRow) -> bool:
    return found.channel == PlanRow.Channel.MEDIA or hasattr(found, "media")


@login_required
@require_POST
def media(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist for contact with the media."""
    found = changeable(request, pk)
    form = MediaForm(request.POST)
    if form.is_valid() and done(
        form, request.user, lambda: MediaChecklist.answer(found, request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(found)
    return _row(request, found, PlanRowForm.of(found), form)


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = changeable(request, pk)
    form = StateForm(request.POST)
    if form.is_valid():
        _tried(request, lambda: found.move(form.cleaned_data["state"], request.user))
    return redirect(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = changeable(request, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if _tried(request, lambda: found.remove(request.user)):
            messages.success(request, _("The row is taken out of the plan."))
        return redirect("plan", found.room_id)
    context = {
        "title": _("Take “%(row)s” out of the plan?") % {"row": found}, "action": _("Take out"), "danger": True,
        "lead": _("Its text is deleted for good. A notice or a piece of news that came of it stays."),
        "form": form, "cancel_url": found.get_absolute_url(),
    }  # fmt: skip
    return render(request, "parts/confirm.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a notice of the row, in the project's unit where the reader writes there, else in the one they choose."""
    found = changeable(request, pk)
    if found.notice_id:
        return redirect(found)
    units, typed = Unit.objects.allowing(request.user, "edit").open(), request.POST if "unit" in request.POST else None
    form = UnitForm(typed, units=units, first=found.room.project.unit_id)
    unit = form.cleaned_data["unit"] if form.is_valid() else None
    if request.method == "POST" and typed is None:
        unit = form.obvious
    if unit and _tried(request, lambda: found.become_notice(unit, request.user, request.LANGUAGE_CODE)):
        return redirect("notice-edit", found.notice_id)
    context = {"row": found, "room": found.room, "form": form}
    return render(request, "projects/plan_row_notice.html", context, status=422 if form.errors else 200)


def _tried(request: HttpRequest, verb: Any) -> bool:
    """Whether it was done; what refused it is said."""
    try:
        verb()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True
