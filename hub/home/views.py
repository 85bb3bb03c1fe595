from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def front(request: HttpRequest) -> HttpResponse:
    """What matters to me first: my units, my open things, the municipality."""
    return render(request, "home/front.html", {})
