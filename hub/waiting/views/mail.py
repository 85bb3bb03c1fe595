from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hub.waiting import stopping
from hub.waiting.choices import choose
from hub.waiting.forms import ChoiceForm
from hub.waiting.mail_page import mail_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_mail(request: HttpRequest) -> HttpResponse:
    """What e-mail I get; each choice is one press."""
    form = ChoiceForm(request.POST or None)
    if form.is_valid():
        choose(request.user, *form.pressed)
        messages.success(request, _("Your choice is saved."))
        return redirect("own-mail")
    return render(request, "waiting/own_mail.html", {"page": mail_page(request.user)})


@csrf_exempt  # what it does is signed in the address; a mail program that presses for its user has no cookie of ours
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """End letters of a kind, from a link in one. Looking changes nothing: programs that check mails open every link."""
    stop = stopping.read(token)
    if stop is None:
        raise Http404
    if request.method == "POST":
        stop.now()
    return render(request, "waiting/mail_stop.html", {"stop": stop, "is_done": request.method == "POST"})
