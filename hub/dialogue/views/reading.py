"""What is said, as it is fetched while one reads: what is new, where a comment stands, and names to mention."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from hub.dialogue import showing
from hub.dialogue.forms import NameForm, PlaceForm
from hub.dialogue.models import Comment, Thread

SUGGESTED = 6


@login_required
@require_safe
def dialogue(request: HttpRequest, pk: int) -> HttpResponse:
    """The comments as they stand now, to htmx; others are led to the thing itself."""
    threads = Thread.objects.visible_to(request.user).with_thing().as_asked_by(request.user)
    thread = get_object_or_404(threads, pk=pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{thread.thing.get_absolute_url()}#dialogue")
    shown = showing.dialogue(thread, thread.thing, request.user, **PlaceForm.of(request.GET))
    return render(request, "dialogue/_list.html", {"dialogue": shown, "focus": shown.first_new, "emptied": 0})


@login_required
@require_safe
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """How many have come since: asked now and then while the page is looked at. One query of ours."""
    place = PlaceForm.of(request.GET)
    threads = Thread.objects.visible_to(request.user).with_new(request.user, place["seen"] or 0)
    return render(request, "dialogue/_new.html", {"thread": get_object_or_404(threads, pk=pk), **place})


@login_required
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Names that begin as one types after an @, of people who may see the thing."""
    thread = get_object_or_404(Thread.objects.allowing(request.user, "comment"), pk=pk)
    form, found = NameForm(request.GET), []
    if form.is_valid():
        found = list(thread.thing.readers().named(form.cleaned_data["q"]).order_by("sort_key", "pk")[:SUGGESTED])
    same = Counter(person.name for person in found)
    return render(request, "dialogue/_people.html", {"people": [(person, same[person.name] > 1) for person in found]})


@login_required
@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """To where the comment stands under its thing, however far back."""
    found = get_object_or_404(Comment.objects.visible_to(request.user).select_related("thread", "parent"), pk=pk)
    return redirect(f"{found.thread.thing.get_absolute_url()}{showing.place_of(found)}")


@login_required
@require_safe
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment as it stands for this reader, without its answers: when something was done with it."""
    found = get_object_or_404(
        Comment.objects.visible_to(request.user).select_related("thread", "author", "hidden_by"), pk=pk
    )
    return render(request, "dialogue/_comment.html", {"row": showing.one_row(found, request.user), "dialogue": None})
