from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hub.people.models import User


@login_required
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """A colleague's photo: a JPEG that we have drawn ourselves."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not person.photo or not person.photo.storage.exists(person.photo.name):
        raise Http404
    return FileResponse(person.photo.open("rb"), content_type="image/jpeg")
