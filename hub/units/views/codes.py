from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from hub.people.models import OneTimeCode
from hub.units.models.helping import helped_by
from hub.units.slips import Slip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then make a one-time code and show it, once, as a slip to print. It is kept nowhere but on the paper."""
    person = get_object_or_404(helped_by(request.user), pk=pk)
    if request.method == "POST":
        slip = Slip.of(person, OneTimeCode.make(person, by=request.user))
        return render(request, "units/code_slip.html", {"slip": slip, "person": person})
    return render(request, "units/code_make.html", {"person": person})
