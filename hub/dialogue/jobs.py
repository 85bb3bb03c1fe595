"""Work by the clock."""

from datetime import datetime, timedelta

from django.db import transaction

from hub.dialogue.models import Comment, Following
from hub.dialogue.telling import who_follows
from hub.outbox.models import Letter
from hub.schedule.jobs import every
from hub.waiting.telling import tell_of_reply

AT_ONCE = timedelta(hours=24)  # what no worker could tell in so long is told by the mail of the morning


@every(minutes=1)
def tell_followers(now: datetime) -> None:
    """A letter for every new comment to those who asked to be told of all that is written there, once."""
    followed = Following.objects.filter(wish=Following.Wish.ALL).values("thread")
    new = Comment.objects.standing().filter(created_at__gt=now - AT_ONCE, thread__in=followed)
    marks = {f"followers:{comment.pk}": comment for comment in new}
    told = set(Letter.objects.filter(key__in=marks).values_list("key", flat=True))
    for mark in marks.keys() - told:
        with transaction.atomic():
            tell_of_reply(who_follows(marks[mark]), f"comment:{marks[mark].pk}")
            Letter.put([Letter.mark("reply", mark)])
