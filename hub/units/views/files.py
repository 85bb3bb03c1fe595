"""The files of a page: pictures for its text, and attachments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hub.serving.lanes import SLOW, in_lane
from hub.units.models import Page, PageFile
from hub.units.models.tree import Refused
from hub.units.page_forms import AltForm, UploadForm
from hub.units.views.editing import writable


@in_lane(SLOW, ["POST"])
@login_required
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with a field for one more. htmx and the editor get the list alone, to choose from."""
    page = writable(request, pk)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        added = PageFile.keep(form.cleaned_data["file"], request.user, page=page, alt=form.cleaned_data["alt"])
        if not request.htmx:  # type: ignore[attr-defined]
            messages.success(request, _("“%(name)s” is added.") % {"name": added})
            return redirect("page-files", page.pk)
        form = UploadForm()
    return _list(request, page, form)


def _list(request: HttpRequest, page: Page, form: UploadForm) -> HttpResponse:
    template = "units/_page_picker.html" if request.htmx else "units/page_files.html"  # type: ignore[attr-defined]
    added = PageFile.objects.allowing(request.user, "edit").filter(page=page).order_by("-pk")
    context = {"page": page, "files": added, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


def changeable(request: HttpRequest, pk: int) -> PageFile:
    return get_object_or_404(PageFile.objects.allowing(request.user, "edit").select_related("page__draft"), pk=pk)


@login_required
@require_POST
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    file, form = changeable(request, pk), AltForm(request.POST)
    if form.is_valid():
        file.describe(form.cleaned_data["alt"], request.user)
        messages.success(
            request, _("Saved. The text of “%(name)s” is used the next time you put it in.") % {"name": file}
        )
    return redirect("page-files", file.page_id)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    file = changeable(request, pk)
    try:
        file.remove(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is deleted.") % {"name": file})
    return redirect("page-files", file.page_id)
