"""Messages as they are written, changed, pinned and removed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.access import Refused
from hub.look.dates import clock
from hub.people.allowance import TooManyTries, use
from hub.people.models.throttle import Bucket, Slot
from hub.projects.forms import MessageForm, OnForm
from hub.projects.models import Message, Room

MESSAGES = Bucket("messages", holds=30, drains=2)  # a quick talk fits; a flood does not


@login_required
@require_POST
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The message as every page of the room shows it, to htmx and to the page's outbox; the room itself to others."""
    room = get_object_or_404(Room.objects.allowing(request.user, "post"), pk=pk)
    form = MessageForm(request.POST)
    made: list[Message] = []

    def say() -> None:
        answered = Message.objects.visible_to(request.user).filter(room=room, pk=form.cleaned_data["to"] or 0).first()
        made.append(Message.post(room, form.cleaned_data["body"], request.user, answered, form.cleaned_data["key"]))

    if form.is_valid() and done(form, request.user, say):
        if request.htmx:  # type: ignore[attr-defined]
            shown = Message.objects.visible_to(request.user).as_shown().get(pk=made[0].pk)
            return render(request, "projects/_message.html", {"message": shown})
        return redirect(made[0])
    return render(request, "projects/message_new.html", {"room": room, "form": form}, status=422)


def done(form: Any, by: Any, verb: Any) -> bool:
    """Whether the verb was carried out; what refused it stands on the form."""
    try:
        use(Slot(MESSAGES, str(by.pk)))
        verb()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooManyTries as full:
        said = _("You have written a lot in a short time. Send this at %(time)s; leave it standing here until then.")
        form.add_error(None, said % {"time": clock(full.again)})
    return not form.errors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with what this reader may do with it: answer, change, pin, remove. A POST changes its text."""
    found = get_object_or_404(Message.objects.visible_to(request.user).as_shown().select_related("room"), pk=pk)
    may_edit = found.allows(request.user, "edit") and found.is_fresh
    context = {
        "message": found, "room": found.room, "may_edit": may_edit, "may_post": found.room.allows(request.user, "post"),
        "may_remove": found.allows(request.user, "remove"), "answer": MessageForm.fresh(to=found.pk),
    }  # fmt: skip
    if request.method != "POST":
        form = MessageForm(initial={"body": found.body}, auto_id="edit-%s")
        return render(request, "projects/message.html", {**context, "form": form})
    mine = get_object_or_404(Message.objects.allowing(request.user, "edit"), pk=pk)
    form = MessageForm(request.POST, auto_id="edit-%s")
    if form.is_valid() and done(form, request.user, lambda: mine.rewrite(form.cleaned_data["body"], request.user)):
        return redirect(found)
    return render(request, "projects/message.html", {**context, "form": form}, status=422)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Message.objects.allowing(request.user, "remove"), pk=pk)
    found.remove(request.user)
    messages.success(request, _("The message is removed."))
    return redirect(found)


@login_required
@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Message.objects.allowing(request.user, "post"), pk=pk)
    form = OnForm(request.POST)
    try:
        found.pin(request.user, form.is_valid() and form.cleaned_data["on"])
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)
