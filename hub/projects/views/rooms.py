"""A room: what is said there, and its state."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.projects.forms import MessageForm, OnForm, PlaceForm
from hub.projects.models import Message, Room
from hub.projects.showing import holding, talk
from hub.projects.views.framing import frame


@login_required
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said. With `q`, the messages that hold these letters."""
    framed, place = frame(request, pk, "talk"), PlaceForm.of(request.GET)
    said = Message.objects.visible_to(request.user).filter(room=pk).as_shown()
    context = {"frame": framed, "room": framed.room, "q": place["q"] or ""}
    if place["q"]:
        return render(request, "projects/room_found.html", {**context, "hits": holding(said, place["q"])})
    shown = talk(framed.room, framed.seat, place["at"], place["before"])
    context |= {
        "talk": shown,
        "pinned": said.exclude(pinned_at=None).order_by("-pinned_at"),
        "form": MessageForm.fresh(),
    }
    if framed.seat and not shown.later and not place["before"]:
        framed.seat.move_bookmark(framed.room.last)
    return render(request, "projects/room.html", context)


@login_required
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the room for writing, or take it up again."""
    found = get_object_or_404(Room.objects.allowing(request.user, "lead"), pk=pk)
    form = OnForm(request.POST)
    if form.is_valid() and form.cleaned_data["on"]:
        found.archive(request.user)
        messages.success(request, _("The room is archived. Everything can still be read."))
    else:
        found.take_up(request.user)
        messages.success(request, _("The room is taken up again."))
    return redirect(found)
