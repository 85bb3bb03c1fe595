from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.people.answering import show, status_of
from hub.people.forms import ChangePasswordForm, DetailsForm, EmailForm, PhotoForm
from hub.people.models import Session, User
from hub.people.owning import kept_about, roles_held
from hub.people.photos import set_photo
from hub.serving.lanes import SLOW, in_lane

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    sessions = Session.objects.allowing(request.user, "view")
    elsewhere = sessions.exclude(session_key=request.session.session_key)
    here = sessions.filter(session_key=request.session.session_key).first()
    context = {"elsewhere": elsewhere, "here": here, "roles": roles_held(request.user)}
    return render(request, "people/own_page.html", context)


@login_required
@require_safe
def own_kept(request: HttpRequest) -> HttpResponse:
    """What is kept about me, and for how long."""
    return render(request, "people/own_kept.html", kept_about(request.user))


@login_required
@read_or_send
def own_details(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(User.objects.allowing(request.user, "edit"), pk=request.user.pk)
    form = DetailsForm(request.POST or None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your details are saved."))
        return redirect("own-page")
    return render(request, "people/own_details.html", {"form": form}, status=status_of(form))


@sensitive_post_parameters("present")
@login_required
@read_or_send
def own_email(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(User.objects.allowing(request.user, "edit"), pk=request.user.pk)
    form = EmailForm(request, request.POST or None, instance=person)
    if form.is_valid():
        person.change_email(form.cleaned_data["email"])
        messages.success(request, _("Your e-mail address is saved."))
        return redirect("own-page")
    return show(request, "people/own_email.html", form)


@sensitive_post_parameters()
@login_required
@read_or_send
def own_password(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(User.objects.allowing(request.user, "edit"), pk=request.user.pk)
    form = ChangePasswordForm(request, request.POST or None)
    if form.is_valid():
        person.change_password(form.cleaned_data["password"], keep=request.session.session_key)
        update_session_auth_hash(request, person)
        messages.success(request, _("Your password is changed, and you are signed out everywhere else."))
        return redirect("own-page")
    return show(request, "people/own_password.html", form)


@in_lane(SLOW, ["POST"])
@login_required
@read_or_send
def own_photo(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(User.objects.allowing(request.user, "edit"), pk=request.user.pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        set_photo(person, form.cleaned_data["photo"])
        messages.success(request, _("Your picture is saved."))
        return redirect("own-page")
    return render(request, "people/own_photo.html", {"form": form, "person": person}, status=status_of(form))


@login_required
@require_POST
def own_photo_remove(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(User.objects.allowing(request.user, "edit"), pk=request.user.pk)
    set_photo(person, None)
    messages.success(request, _("Your picture is removed."))
    return redirect("own-page")


@login_required
@require_POST
def own_session_end(request: HttpRequest, mark: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.allowing(request.user, "end").marked(mark))
    session.end()
    messages.success(request, _("That sign-in is ended."))
    return redirect("own-page")


@login_required
@require_POST
def own_sessions_end(request: HttpRequest) -> HttpResponse:
    """End every sign-in but this one."""
    sessions = Session.objects.allowing(request.user, "end")
    sessions.exclude(session_key=request.session.session_key).end()
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("own-page")
