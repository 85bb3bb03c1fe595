from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.profile.forms import ProfileForm
from hub.profile.models import Profile
from hub.serving.lanes import SLOW, in_lane
from hub.units.models import Unit


@in_lane(SLOW, ["POST"])
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The municipality's name, shield and colours; a matter of those who keep the top unit's profile."""
    top = get_object_or_404(Unit.objects.allowing(request.user, "profile").top())
    form = ProfileForm(request.POST or None, request.FILES or None, instance=Profile.stored())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The profile is saved. Every page has it within a minute."))
        return redirect("profile")
    return render(request, "profile/profile.html", {"form": form, "top": top})
