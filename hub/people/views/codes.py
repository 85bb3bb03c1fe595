from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hub.people import entry
from hub.people.answering import show, status_of
from hub.people.forms import CodeForm, NewPasswordForm, NumberForm


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """ "I have a code": number and code from the slip. The slip's QR code leads here with the number filled in."""
    form = CodeForm(request, request.POST or None, initial={"number": NumberForm(request.GET).value()})
    if form.is_valid():
        return redirect("code-password")
    return show(request, "people/code.html", form)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code_password(request: HttpRequest) -> HttpResponse:
    """Choose a password with the code that was just typed, and be signed in."""
    made = entry.code_in_hand(request)
    if made is None:
        return redirect("code")
    form = NewPasswordForm(made.user, request.POST or None)
    if form.is_valid() and made.use(form.cleaned_data["password"]):
        return entry.enter(request, made.user)
    return render(request, "people/new_password.html", {"form": form, "person": made.user}, status=status_of(form))
