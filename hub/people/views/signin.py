from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hub.people import entry
from hub.people.answering import show
from hub.people.cast import cast, cast_member
from hub.people.forms import LanguageForm, NextForm, SignInForm
from hub.people.language import remember
from hub.people.returning import page_before, safe_next


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    wanted = NextForm(request.GET).value()
    form = SignInForm(request, request.POST or None, initial={"next": wanted})
    if form.is_valid():
        return entry.enter(request, form.user, form.cleaned_data["next"])
    if request.user.is_authenticated and not form.is_bound:
        return redirect(safe_next(request, wanted))
    return show(request, "people/sign_in.html", form, cast=cast())


@require_POST
def sign_in_as(request: HttpRequest, number: str) -> HttpResponse:
    """One click signs in as one of the cast, in demo mode. Elsewhere there is no such page."""
    person = cast_member(number)
    if person is None:
        raise Http404
    return entry.enter(request, person)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language, and back to the page one came from."""
    form = LanguageForm(request.POST)
    chosen = form.cleaned_data["language"] if form.is_valid() else ""
    response = redirect(safe_next(request, form.cleaned_data.get("next") or page_before(request)))
    return remember(request, response, chosen) if chosen else response
