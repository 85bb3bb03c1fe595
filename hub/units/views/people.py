from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

User = get_user_model()


@login_required
def directory(request: HttpRequest) -> HttpResponse:
    return render(request, "units/person_list.html", {"people": User.objects.visible_to(request.user)[:50]})


@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return render(request, "units/person.html", {"person": person})
