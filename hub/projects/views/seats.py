"""Who has a seat in a room."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.access import Refused
from hub.projects.forms import PartForm, SeatForm
from hub.projects.models import Room, Seat
from hub.projects.views.framing import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in the room; those who lead it give seats here."""
    framed = frame(request, pk, "seats")
    form = SeatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        room = get_object_or_404(Room.objects.allowing(request.user, "lead"), pk=pk)
        if form.is_valid():
            try:
                given = room.seat(form.cleaned_data["person"], form.cleaned_data["part"], request.user)
            except Refused as refusal:
                form.add_error("person", str(refusal))
            else:
                messages.success(request, _("%(person)s has a seat here.") % {"person": given.user})
                return redirect("seat-list", pk)
    order = {part: place for place, part in enumerate(Seat.Part.values)}
    seats = Seat.objects.visible_to(request.user).filter(room=pk).select_related("user").order_by("user__sort_key")
    context = {"frame": framed, "room": framed.room, "form": form, "parts": PartForm.CHOICES}
    context["seats"] = sorted(seats, key=lambda seat: order[seat.part])
    return render(request, "projects/seat_list.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Another part, or none."""
    found = get_object_or_404(Seat.objects.allowing(request.user, "lead").select_related("room", "user"), pk=pk)
    form = PartForm(request.POST)
    if form.is_valid():
        part = form.cleaned_data["part"]
        try:
            if part == PartForm.TAKE:
                found.room.unseat(found.user, request.user)
            else:
                found.room.seat(found.user, part, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
    room = Room.objects.visible_to(request.user).filter(pk=found.room_id).first()
    return redirect("seat-list", room.pk) if room else redirect("project-list")  # one may have given up one's own
