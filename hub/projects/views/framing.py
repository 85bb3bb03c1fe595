"""What every page of a room begins with."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hub.projects.models import Room, Seat
from hub.projects.showing import Frame, framed, stream_number


def frame(request: HttpRequest, pk: int, place: str) -> Frame:
    """The room for this reader, or 404. `place` is the page in the room's menu."""
    number = stream_number(pk)
    room = get_object_or_404(framed(Room.objects.visible_to(request.user)), pk=pk)
    seat = Seat.objects.visible_to(request.user).filter(room=room, user=request.user.pk).first()
    return Frame(room, seat, number, place)
