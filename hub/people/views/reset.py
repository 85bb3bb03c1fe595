from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from hub.outbox.posting import post_one
from hub.people import entry
from hub.people.answering import show, status_of
from hub.people.forms import ForgottenForm, NewPasswordForm


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. Answer and time are the same whether there is such an account, or an address, or not."""
    form = ForgottenForm(request, request.POST or None)
    if form.is_valid():
        post_one("reset", form.send_to or None)
        return redirect("forgotten-sent")
    return show(request, "people/forgotten.html", form)


@require_safe
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "people/forgotten_sent.html")


@require_safe
def reset_link(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Put the link's token in the session and go on: the page with the form must not tell it on by its address."""
    if entry.by_link(who, token) is None:
        return render(request, "people/link_over.html", status=410)
    request.session.flush()
    request.session[entry.LINK] = [who, token]
    return redirect("reset-password")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reset_password(request: HttpRequest) -> HttpResponse:
    person = entry.link_in_hand(request)
    if person is None:
        return render(request, "people/link_over.html", status=410)
    form = NewPasswordForm(person, request.POST or None)
    if form.is_valid():
        person.change_password(form.cleaned_data["password"])
        return entry.enter(request, person)
    return render(request, "people/new_password.html", {"form": form, "person": person}, status=status_of(form))
