from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.search.forms import WordGroupForm
from hub.search.models import MissedSearch, WordGroup
from hub.units.models import Unit

MOST_MISSED = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word_list(request: HttpRequest) -> HttpResponse:
    """Words that mean the same, and what was searched for in vain; kept by Shared Services."""
    get_object_or_404(Unit.objects.allowing(request.user, "profile").top())
    form = WordGroupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        messages.success(request, _("The words find each other from now on."))
        return redirect("search-words")
    groups = WordGroup.objects.allowing(request.user, "profile")
    missed = MissedSearch.objects.allowing(request.user, "profile").values("words").annotate(n=Sum("count"))
    context = {"form": form, "groups": groups, "missed": missed.order_by("-n", "words")[:MOST_MISSED]}
    return render(request, "search/words.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def word_edit(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(WordGroup.objects.allowing(request.user, "profile"), pk=pk)
    form = WordGroupForm(request.POST if request.method == "POST" else None, instance=group)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("search-words")
    return render(request, "search/word_edit.html", {"form": form, "group": group}, status=422 if form.errors else 200)


@login_required
@require_POST
def word_remove(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(WordGroup.objects.allowing(request.user, "profile"), pk=pk)
    group.delete()
    messages.success(request, _("The words no longer find each other."))
    return redirect("search-words")
