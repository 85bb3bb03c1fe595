"""What is done with comments that stand: hidden, shown again, nodded at, followed."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.access import Refused
from hub.dialogue import showing
from hub.dialogue.forms import FollowForm, HideForm, ReactionForm
from hub.dialogue.models import Comment, Thread


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one wrote oneself, or hide what another wrote, with a reason."""
    comment = get_object_or_404(
        Comment.objects.allowing(request.user, "hide").select_related("thread", "author"), pk=pk
    )
    is_mine = comment.author_id == request.user.pk
    kind = forms.Form if is_mine else HideForm
    form = kind(request.POST if request.method == "POST" else None)
    if form.is_valid():
        comment.hide(request.user, form.cleaned_data.get("reason", ""))
        messages.success(request, _("The comment is taken back.") if is_mine else _("The comment is hidden."))
        return redirect("dialogue", comment.thread_id)
    title = _("Hide the comment by %(person)s?") % {"person": comment.author}
    lead = _("Nobody sees it any more but the one who wrote it, who also sees your reason. Answers stay.")
    if is_mine:
        title = _("Take the comment back?")
        lead = _("Nobody sees it any more but you. You can show it again. Answers stay.")
    action = _("Take it back") if is_mine else _("Hide")
    cancel_url = comment.get_absolute_url()
    context = {"title": title, "lead": lead, "action": action, "danger": True, "form": form, "cancel_url": cancel_url}
    return render(request, "parts/confirm.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.allowing(request.user, "hide"), pk=pk)
    try:
        comment.unhide(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The comment is shown again."))
    return redirect("comment", comment.pk)


@login_required
@require_POST
def react(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a reaction, or take it back."""
    comment = get_object_or_404(Comment.objects.visible_to(request.user).select_related("thread", "author"), pk=pk)
    form = ReactionForm(request.POST)
    if form.is_valid():
        try:
            comment.react(form.cleaned_data["kind"], request.user, form.cleaned_data["on"])
        except Refused as refusal:
            messages.error(request, str(refusal))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("comment", comment.pk)
    row = showing.one_row(comment, request.user)
    return render(request, "dialogue/_reactions.html", {"row": row})


@login_required
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """What one wants to be told of from here."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    form = FollowForm(request.POST)
    if form.is_valid():
        thread.follow(request.user, form.cleaned_data["wish"])
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "dialogue/_said.html", {"done": _("Saved.")})
    messages.success(request, _("Saved."))
    return redirect("dialogue", thread.pk)
