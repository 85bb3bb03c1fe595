from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hub.units.models import Page


@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.visible_to(request.user).select_related("unit"), pk=pk)
    return render(request, "units/page.html", {"page": page})
