"""The same changes over plain HTTP, for networks that let no sockets through: the page asks every 20 seconds."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hub.live.forms import FollowForm
from hub.live.frames import Frame
from hub.live.kinds import Visitor, all_open
from hub.live.reading import PIECE, Missed, Reader


@require_safe
def changes(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What happened on the streams one follows, in the frames of a socket. 404 for a stream not for the reader.

    Signed out one may ask for open kinds, and is sent to sign in for others.
    """
    wanted = FollowForm.wanted(request.GET)
    if not request.user.is_authenticated and not all_open(wanted, reader.kinds):
        return redirect_to_login(request.get_full_path())
    visitor = Visitor(request.session.session_key or "", request.user.pk or 0, (get_language() or "")[:2])
    found = reader.missed(visitor, wanted)
    if not all(missed.is_allowed for missed in found.values()):
        raise Http404
    frames = [frame for name, missed in found.items() for frame in frames_of(name, missed, visitor.language)]
    return JsonResponse({"frames": frames})


def frames_of(name: str, missed: Missed, language: str) -> list[dict[str, object]]:
    if missed.rows is None:
        return [{"reload": name}, {"at": {name: missed.head}}]
    told = [Frame(name, row).message(language) for row in missed.rows if not row.is_superseded]
    reached = missed.rows[-1].number if len(missed.rows) == PIECE else missed.head
    return [*told, {"at": {name: reached}}]
