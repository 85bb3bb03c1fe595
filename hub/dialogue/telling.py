"""What is told to whom: answers, mentions, and what one has asked for. Derived: what one may not see is not told."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub.dialogue.models import Comment, Following, Mention
from hub.dialogue.models.threads import of_things

TOLD_FOR = timedelta(days=30)  # then it is old, whether one has looked or not


def since_day() -> date:
    return timezone.localdate() - TOLD_FOR


def answers_to(user: Any) -> Any:
    """Answers to what `user` has written, and those that follow an answer of theirs. Not those that mention them."""
    mine = Comment.objects.filter(author=user.pk).order_by()
    tops = mine.annotate(top=Coalesce("parent", "pk")).values("top")
    return _told(user).filter(Exists(_before(user)), parent__in=tops).exclude(pk__in=_naming(user))


def mentions_of(user: Any) -> Any:
    """Comments that mention `user`."""
    return _told(user).filter(pk__in=_naming(user))


def followed_by(user: Any) -> Any:
    """What was written where `user` wants to be told of everything, since they said so, beyond answers and mentions."""
    wished = Following.objects.filter(user=user.pk, wish=Following.Wish.ALL).order_by()
    since = wished.filter(thread=OuterRef("thread"), at__lt=OuterRef("created_at"))
    found = _told(user).filter(Exists(since), thread__in=wished.values("thread"))
    return found.exclude(Exists(_before(user))).exclude(pk__in=_naming(user))


def who_follows(comment: Comment) -> list[Any]:
    """Those who asked, before it was written, to be told of everything there, and may see it now."""
    wishes = Following.objects.filter(thread=comment.thread_id, wish=Following.Wish.ALL, at__lt=comment.created_at)
    people = [wish.user for wish in wishes.select_related("user")]
    return [person for person in people if _told(person).filter(pk=comment.pk).exists()]


def may_be_told(people: Any) -> dict[str, Any]:
    """Those of `people` for whom there may be something, by kind: nobody else need be asked about."""
    recent = Comment.objects.standing().filter(created_at__date__gte=since_day()).order_by()
    threads = recent.values("thread")
    return {
        "answer": people.filter(pk__in=Comment.objects.filter(thread__in=threads).order_by().values("author")),
        "mention": people.filter(pk__in=Mention.objects.filter(comment__in=recent.values("pk")).values("user")),
        "followed": people.filter(pk__in=Following.objects.filter(thread__in=threads).values("user")),
    }


def _told(user: Any) -> Any:
    """Comments of others that stand where `user` may see the thing, and has not asked to be left in peace."""
    silent = Following.objects.filter(user=user.pk, wish=Following.Wish.NOTHING, thread=OuterRef("thread")).order_by()
    seen = Comment.objects.standing().filter(of_things(user, "view", "thread"), created_at__date__gte=since_day())
    return seen.filter(~Exists(silent)).exclude(author=user.pk).order_by(F("created_at").desc(), "-pk")


def _before(user: Any) -> Any:
    """Something that `user` wrote before, in the same answers or above them."""
    mine = Comment.objects.filter(author=user.pk, number__lt=OuterRef("number"))
    return mine.filter(Q(pk=OuterRef("parent")) | Q(parent=OuterRef("parent"))).order_by()


def _naming(user: Any) -> Any:
    return Mention.objects.filter(user=user.pk).order_by().values("comment")
