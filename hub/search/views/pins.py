from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.search.forms import PinForm
from hub.search.models import Pin
from hub.units.models import Page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_pins(request: HttpRequest, pk: int) -> HttpResponse:
    """For which phrases a page stands first; its unit's editors decide."""
    page = get_object_or_404(Page.objects.allowing(request.user, "edit").for_list(), pk=pk)
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        Pin.put(page, form.cleaned_data["phrase"], by=request.user)
        messages.success(request, _("The page stands first for those who search for this, and may see it."))
        return redirect("page-pins", page.pk)
    context = {"page": page, "form": form, "pins": page.pins.all()}
    return render(request, "search/pins.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def page_unpin(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.allowing(request.user, "edit"), pk=pk)
    if pin := page.pins.filter(pk=number).first():
        pin.take(by=request.user)
        messages.success(request, _("The phrase is taken away."))
    return redirect("page-pins", page.pk)
