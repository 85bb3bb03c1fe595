"""The tasks of a room, as a list and as a board."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.access import Refused
from hub.projects.forms import MoveForm, TaskForm
from hub.projects.models import Room, Task
from hub.projects.views.framing import frame
from hub.projects.views.messages import done


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_list(request: HttpRequest, pk: int) -> HttpResponse:
    framed = frame(request, pk, "tasks")
    form = TaskForm(request.POST) if request.method == "POST" else TaskForm.fresh()
    if request.method == "POST":
        room = get_object_or_404(Room.objects.allowing(request.user, "post"), pk=pk)
        if form.is_valid() and done(form, request.user, lambda: Task.add(room, by=request.user, **form.cleaned_data)):
            messages.success(request, _("The task is on the board."))
            return redirect("task-list", pk)
    tasks = list(Task.for_display().visible_to(request.user).filter(room=pk))
    columns = [(state, [task for task in tasks if task.state == state]) for state in Task.State]
    context = {"frame": framed, "room": framed.room, "form": form, "columns": columns}
    return render(request, "projects/task_list.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a task."""
    found = get_object_or_404(Task.objects.allowing(request.user, "post").select_related("room", "responsible"), pk=pk)
    kept = {"title": found.title, "responsible": found.responsible, "due_on": found.due_on}
    form = TaskForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in kept}
        if done(form, request.user, lambda: found.change(by=request.user, **said)):
            return redirect(found)
    status = 422 if form.errors else 200
    return render(request, "projects/task.html", {"task": found, "room": found.room, "form": form}, status=status)


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """To another column: its look to htmx, the board to others."""
    found = get_object_or_404(Task.objects.allowing(request.user, "post"), pk=pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            found.move(form.cleaned_data["state"], request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
    if request.htmx:  # type: ignore[attr-defined]
        shown = Task.for_display().visible_to(request.user).get(pk=pk)
        return render(request, "projects/_task.html", {"task": shown})
    return redirect(found)
