from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.home.front import front_page


@login_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What matters to me first: my units, my open things, the municipality."""
    return render(request, "home/front.html", {"front": front_page(request.user)})
