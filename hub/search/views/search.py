from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.search.answer import Answer
from hub.search.forms import SearchForm
from hub.search.models import MissedSearch

AT_ONCE, PER_PAGE = 7, 15


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits for a phrase; to htmx only the first few, which stand under the box while one types."""
    form = SearchForm(request.GET, request.user)
    answer = Answer(request.user, form)
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        answer.show(answer.hits[:AT_ONCE], with_snippets=False)
        return render(request, "search/_hits.html", {"answer": answer, "hits": answer.hits[:AT_ONCE]})
    hits = Paginator(answer.hits, PER_PAGE).get_page(form.number)
    answer.show(list(hits))
    if answer.is_missed:
        MissedSearch.note(form.phrase)
    return render(request, "search/search.html", {"search": form, "answer": answer, "hits": hits})
