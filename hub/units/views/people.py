from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hub.units.directory import DirectoryForm
from hub.units.person_page import person_page

User = get_user_model()


@login_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The staff directory; to htmx only its list, which replaces itself while one types."""
    form = DirectoryForm(request.GET, request.user)
    people = form.people(User.objects.visible_to(request.user))
    alone = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "units/person_list.html#found" if alone else "units/person_list.html"
    return render(request, template, {"search": form, "people": people, "alone": alone})


@login_required
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return render(request, "units/person.html", {"shown": person_page(request.user, person), "person": person})
