from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.waiting.listing import groups
from hub.waiting.visiting import visit


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    return render(request, "waiting/list.html", {"groups": groups(request.user, visit(request))})
