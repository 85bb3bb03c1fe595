"""The cast has looked at their lists before: what has come since is marked, and one of them wants fewer e-mails."""

from datetime import timedelta

from django.utils import timezone

from hub.demo import content
from hub.people.models import User
from hub.waiting.choices import WEEKLY, choose
from hub.waiting.models import DigestRun, ListVisit

AWAY = timedelta(days=3)


def look_at_lists() -> None:
    now = timezone.now()
    people = User.objects.filter(number__in=[person["number"] for person in content.table("cast")["person"]])
    ListVisit.objects.bulk_create(ListVisit(user=person, at=now - AWAY) for person in people)
    if reader := people.exclude(email=None).order_by("pk").first():
        choose(reader, "digest", WEEKLY)
    # The letters of this morning are out already: a demo that starts does not begin with a thousand of them.
    DigestRun.objects.create(day=timezone.localdate(now), through=now, is_weekly=True, done_at=now)
