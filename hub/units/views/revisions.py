"""The history of a page: versions, what changed between them, and back to one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub import richtext
from hub.units.compare import compared
from hub.units.directory import ListForm
from hub.units.models import Page, PageRevision
from hub.units.page_forms import CompareForm
from hub.units.views.editing import writable

ROWS = 50


def versions(request: HttpRequest, page: Page) -> Any:
    return PageRevision.objects.allowing(request.user, "edit").filter(page=page).select_related("by")


@login_required
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    page = writable(request, pk)
    rows = Paginator(versions(request, page).defer("body"), ROWS).get_page(ListForm.page_of(request.GET))
    return render(request, "units/page_history.html", {"page": page, "rows": rows})


@login_required
@require_safe
def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    page = writable(request, pk)
    revision = get_object_or_404(versions(request, page), number=number)
    context = {"page": page, "revision": revision, "text": richtext.show(revision.body)}
    return render(request, "units/page_revision.html", context)


@login_required
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    page, form = writable(request, pk), CompareForm(request.GET)
    if not form.is_valid():
        return redirect("page-history", page.pk)
    old, new = (_version(request, page, form.cleaned_data[side]) for side in ("old", "new"))
    context = {"page": page, "old": old, "new": new, "blocks": compared(old.body, new.body)}
    return render(request, "units/page_compare.html", context)


def _version(request: HttpRequest, page: Page, number: int) -> PageRevision:
    """A version by its number; 0 is the draft, dressed as one."""
    if number:
        return get_object_or_404(versions(request, page), number=number)
    draft = page.draft
    return PageRevision(page=page, number=0, title=draft.title, body=draft.body, by=draft.saved_by, at=draft.saved_at)


@login_required
@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    page = writable(request, pk)
    revision = versions(request, page).filter(number=number).first()
    if revision is None:
        raise Http404
    page.restore(revision, request.user)
    messages.success(request, _("Version %(number)s is the draft again.") % {"number": number})
    return redirect("page-edit", page.pk)
