"""A visit to the list: what was new when it began stays marked while it lasts."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from hub.waiting.models import ListVisit

SAME_VISIT = timedelta(minutes=20)  # from one look to the next: opening a thing and coming back is one visit
KEY = "list-visit"


def visit(request: HttpRequest) -> datetime | None:
    """Note that the list is looked at. What came after the moment given back is new; None on the first visit.

    The moment is kept in the session for as long as the visit lasts, and goes with it.
    """
    last, now = ListVisit.note(request.user), timezone.now()
    kept = request.session.get(KEY)
    if kept is not None and last and now - last < SAME_VISIT:
        return datetime.fromisoformat(kept) if kept else None
    request.session[KEY] = last.isoformat() if last else ""
    return last
