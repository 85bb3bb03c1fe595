from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hub.projects.forms import MilestoneForm, OnForm
from hub.projects.models import Milestone, Project


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.allowing(request.user, "edit").select_related("room"), pk=pk)
    form = MilestoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        project.plan(form.cleaned_data["title"], form.cleaned_data["due_on"], request.user)
        return redirect(f"{project.get_absolute_url()}#milestones")
    status = 422 if form.errors else 200
    return render(request, "projects/milestone_add.html", {"project": project, "form": form}, status=status)


@login_required
@require_POST
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """Reached today, or not after all."""
    milestone = get_object_or_404(Milestone.objects.allowing(request.user, "edit").select_related("project"), pk=pk)
    form = OnForm(request.POST)
    milestone.reach(form.is_valid() and form.cleaned_data["on"], request.user)
    return redirect(f"{milestone.project.get_absolute_url()}#milestones")


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    milestone = get_object_or_404(Milestone.objects.allowing(request.user, "edit").select_related("project"), pk=pk)
    milestone.delete()
    return redirect(f"{milestone.project.get_absolute_url()}#milestones")
