"""When readers get to see a page, and where it stands."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from hub.look.dates import daytime
from hub.units.models import Page
from hub.units.models.drafting import Conflict
from hub.units.models.tree import Refused
from hub.units.page_forms import MoveForm, PublishForm, WorldForm
from hub.units.settings_form import SettingsForm, reached
from hub.units.views.editing import writable


def publishable(request: HttpRequest, pk: int) -> Page:
    pages = Page.objects.allowing(request.user, "publish").select_related("unit", "draft", "audience")
    return get_object_or_404(pages, pk=pk)


@login_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the draft now or later, after a look at what readers will get and how many they are."""
    page = publishable(request, pk)
    form = PublishForm(request.POST if request.method == "POST" else None, initial=_first(page))
    if form.is_valid() and _done(form, lambda: form.carry_out(page, request.user)):
        messages.success(request, _published(page))
        return redirect(page)
    draft = page.draft
    context = {
        "page": page, "form": form, "draft": draft, "people": reached(page.audience),
        "problems": page.problems(draft.title, draft.body),
    }  # fmt: skip
    return render(request, "units/page_publish.html", context, status=422 if form.errors else 200)


def _first(page: Page) -> dict[str, object]:
    when = PublishForm.LATER if page.publish_at else PublishForm.NOW
    number = page.draft.number
    return {"seen": number, "at": page.publish_at, "until": page.unpublish_at, "when": when}


def _published(page: Page) -> str:
    if page.publish_at:
        return _("The page will be published %(moment)s.") % {"moment": daytime(page.publish_at)}
    return _("The page is published.")


def _done(form: PublishForm | MoveForm | WorldForm, verb: Callable[[], object]) -> bool:
    """Carry out a verb; what stands in its way is said above the form."""
    try:
        verb()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Conflict as conflict:
        said = _("%(person)s has saved since you opened this. Look at the text again before you publish.")
        form.add_error(None, said % {"person": conflict.draft.saved_by})
        sent: Any = form.data
        form.data = sent | {"seen": str(conflict.draft.number)}  # the next press is for the text as it is now
    return not form.errors


@login_required
@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    page = publishable(request, pk)
    page.schedule(None, None, request.user)
    messages.success(request, _("Nothing is planned for the page any more."))
    return redirect("page-edit", page.pk)


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    page = publishable(request, pk)
    if request.method == "POST":
        page.withdraw(request.user)
        messages.success(request, _("The page is withdrawn. Readers no longer see it."))
        return redirect("page-list", page.unit_id)
    return _confirm(
        request, page, _("Withdraw “%(title)s”?"), _("Withdraw"),
        _("Readers no longer find it. The text and all versions stay with the unit's editors."),
    )  # fmt: skip


@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    page = writable(request, pk)
    if request.method == "POST":
        return _discarded(request, page)
    return _confirm(
        request, page, _("Delete the draft “%(title)s”?"), _("Delete"),
        _("The text, its versions and its files are deleted for good."),
    )  # fmt: skip


def _discarded(request: HttpRequest, page: Page) -> HttpResponse:
    try:
        page.discard(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft is deleted."))
    return redirect("page-list", page.unit_id)


def _confirm(request: HttpRequest, page: Page, title: str, action: str, lead: str) -> HttpResponse:
    context = {
        "title": title % {"title": page}, "action": action, "lead": lead, "danger": True,
        "cancel_url": page.get_absolute_url(),
    }  # fmt: skip
    return render(request, "parts/confirm.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def public(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the whole world read the page, or only the employees again."""
    page = publishable(request, pk)
    wanted = WorldForm.NO if page.is_public else WorldForm.YES
    form = WorldForm(request.POST if request.method == "POST" else None, initial={"public": wanted})
    if form.is_valid() and _done(form, lambda: page.show_world(request.user, form.cleaned_data["public"] == form.YES)):
        messages.success(
            request, _("The page is public.") if page.is_public else _("Only employees read the page now.")
        )
        return redirect(page)
    context = {"page": page, "form": form, "cancel_url": page.get_absolute_url()}
    return render(request, "units/page_public.html", context, status=422 if form.errors else 200)


@login_required
def page_settings(request: HttpRequest, pk: int) -> HttpResponse:
    page = writable(request, pk)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=page, user=request.user)
    if form.is_valid() and not form.only_counts:
        messages.success(request, _saved(form.carry_out()))
        return redirect("page-settings", page.pk)
    people = form.count() if form.is_valid() else reached(page.audience)
    context = {"page": page, "form": form, "people": people, "counted": form.is_bound}
    return render(request, "units/page_settings.html", context, status=422 if form.errors else 200)


def _saved(people: int) -> str:
    said = ngettext("Saved. The page reaches %(people)s person.", "Saved. The page reaches %(people)s people.", people)
    return said % {"people": people}


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    page = writable(request, pk)
    form = MoveForm(request.POST if request.method == "POST" else None, page=page, user=request.user)
    if form.is_valid() and _done(form, lambda: page.move_to(form.cleaned_data["unit"], request.user)):
        messages.success(request, _("The page now belongs to %(unit)s.") % {"unit": page.unit})
        return redirect("page-list", page.unit_id)
    return render(request, "units/page_move.html", {"page": page, "form": form}, status=422 if form.errors else 200)
