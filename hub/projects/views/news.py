"""A project's news."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hub import richtext
from hub.access import Refused
from hub.dialogue.showing import dialogue_of
from hub.projects.forms import NewsForm
from hub.projects.models import News, PlanRow, Project
from hub.projects.plan_forms import RowForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of news; with `row`, of what stands in that row of the communication plan, which it ticks off."""
    project = get_object_or_404(Project.objects.allowing(request.user, "edit").select_related("room", "unit"), pk=pk)
    number = RowForm.number(request.POST if request.method == "POST" else request.GET)
    rows = PlanRow.objects.allowing(request.user, "post").filter(room=project.room_id)
    row = rows.filter(pk=number).first() if number else None
    first = {"title": row.headline, "body": row.message} if row else {}
    form = NewsForm(request.POST) if request.method == "POST" else NewsForm.fresh(**first)
    if form.is_valid():
        try:
            if row:
                return redirect(row.become_news(project, by=request.user, **form.cleaned_data))
            return redirect(project.tell(by=request.user, **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return render(request, "projects/news_new.html", {"project": project, "form": form, "row": row}, status=status)


@login_required
@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        News.objects.visible_to(request.user).select_related("project__room", "project__unit", "by"), pk=pk
    )
    context = {"news": found, "project": found.project, "text": richtext.show(found.body)}
    context["dialogue"] = dialogue_of(found, request.user, request.GET)
    return render(request, "projects/news.html", context)
