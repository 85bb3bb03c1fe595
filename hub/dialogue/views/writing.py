"""Comments and answers as they are written and changed. Each form is a page of its own, or under htmx itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.access import Refused
from hub.dialogue import showing
from hub.dialogue.forms import CommentForm, PlaceForm
from hub.dialogue.models import Comment, Thread
from hub.look.dates import clock
from hub.people.allowance import TooManyTries, use
from hub.people.models.throttle import Bucket, Slot

COMMENTS = Bucket("comments", holds=10, drains=20)  # a quick talk fits; a flood does not


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _form(request, thread, CommentForm.fresh("write"))
    return _say(request, thread, CommentForm.at("write", request.POST))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    to = get_object_or_404(Comment.objects.visible_to(request.user).select_related("thread", "author"), pk=pk)
    place, label = f"answer-{to.pk}", _("Answer to %(person)s") % {"person": to.author}
    if to.hidden_at:  # neither its text nor its writer is told
        label = _("Answer")
        if request.method != "POST":
            return redirect("dialogue", to.thread_id)
    if request.method != "POST":
        return _form(request, to.thread, CommentForm.fresh(place, label, **PlaceForm.of(request.GET)), to=to)
    return _say(request, to.thread, CommentForm.at(place, request.POST, label), to)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own, while it is fresh."""
    comment = get_object_or_404(Comment.objects.allowing(request.user, "edit").select_related("thread"), pk=pk)
    place, label = f"answer-{comment.pk}", _("Change the comment")
    if request.method != "POST":
        first = {"body": comment.body, **PlaceForm.of(request.GET)}
        return _form(request, comment.thread, CommentForm.at(place, None, label, first), edits=comment)
    form = CommentForm.at(place, request.POST, label)
    if form.is_valid() and _done(form, request.user, lambda: comment.rewrite(form.cleaned_data["body"], request.user)):
        return _answered(request, comment, form, _("The comment is changed."), comment.pk)
    return _form(request, comment.thread, form, edits=comment)


def _say(request: HttpRequest, thread: Thread, form: CommentForm, to: Comment | None = None) -> HttpResponse:
    said: list[Comment] = []

    def say() -> None:
        said.append(thread.say(form.cleaned_data["body"], request.user, to, form.cleaned_data["key"]))

    if form.is_valid() and _done(form, request.user, say):
        done = _("Your answer is there.") if to else _("Your comment is there.")
        return _answered(request, said[0], form, done, to.pk if to else 0)
    return _form(request, thread, form, to=to)


def _done(form: CommentForm, by: Any, verb: Any) -> bool:
    try:
        use(Slot(COMMENTS, str(by.pk)))
        verb()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except TooManyTries as full:
        said = _("You have written a lot in a short time. Send this at %(time)s; leave it standing here until then.")
        form.add_error(None, said % {"time": clock(full.again)})
    return not form.errors


def _form(request: HttpRequest, thread: Thread, form: CommentForm, **about: Any) -> HttpResponse:
    """The form by itself to htmx, in its place also where it was sent from; a page with it to others."""
    status = 422 if form.errors else 200
    context = {"thread": thread, "form": form, **about}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "dialogue/write.html", {**context, "thing": thread.thing}, status=status)
    form.fields["body"].widget.attrs["autofocus"] = True
    answer = render(request, "dialogue/_form.html", context, status=status)
    if form.errors:
        answer["HX-Retarget"] = f"#place-{form['body'].auto_id.removesuffix('-body')}"
        answer["HX-Reswap"] = "innerHTML"
    return answer


def _answered(request: HttpRequest, comment: Comment, form: CommentForm, done: str, emptied: int) -> HttpResponse:
    """The comments anew, with the form that was sent, under the comment `emptied` or below all, gone or empty."""
    remarks = getattr(comment, "unmentioned", [])
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, done)
        for remark in remarks:
            messages.warning(request, remark)
        return redirect("comment", comment.pk)
    place = {name: form.cleaned_data[name] for name in ("start", "seen")}
    threads = Thread.objects.visible_to(request.user).with_thing().as_asked_by(request.user)
    thread = threads.get(pk=comment.thread_id)
    shown = showing.dialogue(thread, thread.thing, request.user, **place)
    context = {"dialogue": shown, "focus": comment.pk, "emptied": emptied, "done": done, "remarks": remarks}
    return render(request, "dialogue/_answered.html", context)
