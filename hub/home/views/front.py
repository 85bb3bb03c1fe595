from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub.home.front import front_page


@login_required
def front(request: HttpRequest) -> HttpResponse:
    """What matters to me first: my units, my open things, the municipality."""
    return render(request, "home/front.html", {"front": front_page(request.user)})
