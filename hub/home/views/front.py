from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.alerts.standing import crisis_page
from hub.home.front import front_page
from hub.richtext import show


@login_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What matters to me first: my units, my open things, the municipality. In a crisis, what to do in it."""
    crisis = crisis_page(request.user)
    context = {"front": front_page(request.user), "crisis": crisis, "crisis_text": crisis and show(crisis.body, "c")}
    return render(request, "home/front.html", context)
