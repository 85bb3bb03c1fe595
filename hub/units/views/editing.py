"""Pages as they are written: the editor, its own saving, and what happens when two write at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub import richtext
from hub.look.dates import clock
from hub.units.compare import compared, merged
from hub.units.models import Page, PageEditing
from hub.units.models.drafting import Conflict
from hub.units.page_forms import SettleForm, TextForm
from hub.units.reading import changed_original, for_reading, place_of, sheet

NEXT = {"preview": "page-preview", "publish": "page-publish", "files": "page-files"}


def writable(request: HttpRequest, pk: int) -> Page:
    return get_object_or_404(Page.objects.allowing(request.user, "edit").select_related("unit", "draft"), pk=pk)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor. Sending the form saves the draft, and goes on to what the pressed button says."""
    page = writable(request, pk)
    form = TextForm(request.POST) if request.method == "POST" else TextForm.of(page.draft)
    if not form.is_valid():
        return _editor(request, page, form)
    try:
        draft = page.save_draft(**form.text, by=request.user)
    except Conflict as conflict:
        return _settle(request, page, form, conflict.draft)
    PageEditing.touch(page, request.user)
    say_saved(request, draft, form)
    return redirect(NEXT.get(form.cleaned_data["then"], "page-edit"), page.pk)


def say_saved(request: HttpRequest, draft: object, form: TextForm) -> None:
    messages.success(request, saved(draft))
    if form.taken_out:
        messages.warning(request, _("This was taken out: %(list)s.") % {"list": "; ".join(form.taken_out)})


def saved(draft: object) -> str:
    return _("Saved %(clock)s") % {"clock": clock(draft.saved_at)}  # type: ignore[attr-defined]


def _editor(request: HttpRequest, page: Page, form: TextForm) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "others": PageEditing.others(page, request.user),
        "original": changed_original(page, request.user),
        "publishers": [] if page.allows(request.user, "publish") else place_of(page.unit).publishers,
    }
    return render(request, "units/page_edit.html", context, status=422 if form.errors else 200)


def _settle(request: HttpRequest, page: Page, form: TextForm, draft: object) -> HttpResponse:
    """Both texts side by side. Mine is kept as a version from here on, whatever becomes of this browser."""
    mine = page.set_aside(form.text["title"], form.text["body"], request.user)
    return _conflict(request, page, draft, mine.title, mine.body)


def _conflict(request: HttpRequest, page: Page, draft: object, title: str, body: str) -> HttpResponse:
    theirs = draft.body  # type: ignore[attr-defined]
    first = {
        "title": title, "body": merged(theirs, body), "my_title": title, "my_body": body,
        "seen": draft.number, "choice": SettleForm.BOTH,  # type: ignore[attr-defined]
    }  # fmt: skip
    context = {
        "page": page, "draft": draft, "form": SettleForm(initial=first), "my_title": title,
        "my_body": body, "theirs": richtext.clean(theirs), "changes": compared(theirs, body),
    }  # fmt: skip
    return render(request, "units/page_settle.html", context, status=409)


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out the writer's choice between two texts; once more if a third came in between."""
    page, form = writable(request, pk), SettleForm(request.POST)
    if not form.is_valid():
        return redirect("page-edit", page.pk)
    if form.cleaned_data["choice"] == SettleForm.THEIRS:
        page.yield_to_saved(request.user)
        return redirect("page-edit", page.pk)
    title, body = form.chosen()
    try:
        draft = page.settle(title, body, request.user, form.cleaned_data["seen"])
    except Conflict as conflict:
        mine = page.set_aside(title, body, request.user)
        return _conflict(request, page, conflict.draft, mine.title, mine.body)
    messages.success(request, saved(draft))
    return redirect("page-edit", page.pk)


@login_required
@require_POST
def draft(request: HttpRequest, pk: int) -> JsonResponse:
    """The editor's own saving. Answers with the draft's number, and in words what was done."""
    page, form = writable(request, pk), TextForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"said": said}, status=422)
    try:
        draft = page.save_draft(**form.text, by=request.user)
    except Conflict as conflict:
        page.set_aside(form.text["title"], form.text["body"], request.user)
        return JsonResponse({"said": _conflict_said(conflict.draft), "conflict": True}, status=409)
    PageEditing.touch(page, request.user)
    return JsonResponse({"said": saved(draft), "number": draft.number, "taken": form.taken_out})


def _conflict_said(draft: object) -> str:
    return _("%(person)s saved another text at %(clock)s. Yours is kept as a version; settle the two.") % {
        "person": draft.saved_by,  # type: ignore[attr-defined]
        "clock": clock(draft.saved_at),  # type: ignore[attr-defined]
    }


@login_required
@require_POST
def editing(request: HttpRequest, pk: int) -> HttpResponse:
    """I am writing here; who else is?"""
    page = writable(request, pk)
    return render(request, "units/_page_editing.html", {"others": PageEditing.touch(page, request.user)})


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as its readers will see it."""
    page = get_object_or_404(for_reading(Page.objects.allowing(request.user, "edit")), pk=pk)
    shown = sheet(page, request.user, page.draft)
    return render(request, "units/page_preview.html", {"page": page, "sheet": shown, "today": timezone.localdate()})
