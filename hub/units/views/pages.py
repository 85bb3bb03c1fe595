"""Pages as they are read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub import richtext
from hub.dialogue.showing import dialogue_of
from hub.files import serve
from hub.units.for_reader import one_or_404
from hub.units.models import Page, PageFile, Unit
from hub.units.page_forms import NewPageForm
from hub.units.reading import as_tree, for_reading, sheet, to_read


@login_required
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    page = one_or_404(to_read(request.user, pk))
    draft = None if page.is_live else page.draft
    context = {"page": page, "sheet": sheet(page, request.user, draft)}
    context["dialogue"] = dialogue_of(page, request.user, request.GET)
    return render(request, "units/page.html", context)


@login_required
@require_safe
def section(request: HttpRequest, pk: int) -> HttpResponse:
    """A page and all that is published under it, on one sheet with contents and page breaks."""
    page = get_object_or_404(for_reading(Page.objects.visible_to(request.user)), pk=pk)
    wanted = [under.pk for under in page.branch()]
    found = Page.objects.visible_to(request.user).live().select_related("unit").in_bulk(wanted)
    parts = [(found[pk], richtext.show(found[pk].body, f"s{pk}", lower=1)) for pk in wanted if pk in found]
    return render(
        request, "units/page_section.html", {"page": page, "parts": parts, "sheet": sheet(page, request.user)}
    )


@login_required
@require_safe
def page_list(request: HttpRequest, pk: int) -> HttpResponse:
    """For a unit's writers: every page with its state."""
    unit = get_object_or_404(Unit.objects.allowing(request.user, "edit"), pk=pk)
    pages = Page.objects.allowing(request.user, "edit").filter(unit=unit).for_writers()
    originals = Page.objects.visible_to(request.user).filter(translations__unit=unit)  # one may have moved away
    context = {"unit": unit, "pages": as_tree(pages), "originals": set(originals.values_list("pk", flat=True))}
    return render(request, "units/page_list.html", context)


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.allowing(request.user, "edit").open(), pk=pk)
    form = NewPageForm(request.POST or None, unit=unit, initial={"language": request.LANGUAGE_CODE})
    if form.is_valid():
        page = Page.start(unit, by=request.user, **form.cleaned_data)
        return redirect("page-edit", page.pk)
    status = 422 if form.errors else 200
    return render(request, "units/page_new.html", {"unit": unit, "form": form}, status=status)


@login_required
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.allowing(request.user, "edit").cared_for_by(request.user).live(), pk=pk)
    page.review(request.user)
    messages.success(request, _("Noted: the page is still true."))
    return redirect(page)


@login_required
@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    return serve(request, PageFile.objects.visible_to(request.user), pk)
