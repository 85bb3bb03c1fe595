from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.help.guides import NAMES, PUBLIC, guide


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """What there is help with; for those who have not signed in, only with that."""
    names = NAMES if request.user.is_authenticated else [name for name in NAMES if name in PUBLIC]
    return render(request, "help/guide_list.html", {"guides": [guide(name, get_language() or "") for name in names]})


@require_safe
def guide_page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in NAMES:
        raise Http404
    if name not in PUBLIC and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    crumbs = [(_("Help"), reverse("help"))]
    return render(request, "help/guide.html", {"guide": guide(name, get_language() or ""), "crumbs": crumbs})
