"""What is told to whom: answers, mentions, and what one has asked for. Derived: what one may not see is not told."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from hub.dialogue.models import Comment, Following, Mention
from hub.dialogue.models.threads import of_things, seen_by

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


def told_to(people: Any) -> Iterator[tuple[str, int, int, datetime]]:
    """(kind, person, comment, when it was written) of all that is told to these people, a query set of accounts.

    The mirror of `answers_to`, `mentions_of` and `followed_by`, and tested against them: few queries, however many
    people.
    """
    heard = _Heard(people.order_by().values("pk"))
    sees = seen_by({thread for _pk, thread, *_rest in heard.comments}, heard.people)
    for pk, thread, number, parent, author, at in heard.comments:
        for kind, persons in heard.by_kind(pk, thread, number, parent, at).items():
            for person in persons & sees[thread] - heard.silent[thread] - {author}:
                yield kind, person, pk, at


class _Heard:
    """What some people (a query of numbers) wrote, are named in, and wish to hear of, where something is new."""

    def __init__(self, people: Any) -> None:
        self.people = people
        recent = Comment.objects.standing().filter(created_at__date__gte=since_day()).order_by()
        threads = recent.values("thread")
        mentions = Mention.objects.filter(comment__in=recent.values("pk"), user__in=people)
        wishes = Following.objects.filter(thread__in=threads, user__in=people)
        written = Comment.objects.filter(thread__in=threads, author__in=people).order_by()
        self.named: dict[int, set[int]] = defaultdict(set)
        for comment, person in mentions.values_list("comment", "user"):
            self.named[comment].add(person)
        self.wrote: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for top, number, person in written.values_list(Coalesce("parent", "pk"), "number", "author"):
            self.wrote[top].append((number, person))
        self.wished: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
        self.silent: dict[int, set[int]] = defaultdict(set)
        for thread, person, wish, at in wishes.values_list("thread", "user", "wish", "at"):
            if wish == Following.Wish.ALL:
                self.wished[thread].append((at, person))
            else:
                self.silent[thread].add(person)
        concerned = Q(pk__in=mentions.values("comment")) | Q(thread__in=written.values("thread"))
        concerned |= Q(thread__in=wishes.values("thread"))
        rows = recent.filter(concerned).values_list("pk", "thread", "number", "parent", "author", "created_at")
        self.comments = list(rows)

    def by_kind(self, pk: int, thread: int, number: int, parent: int | None, at: datetime) -> dict[str, set[int]]:
        """Whom a comment concerns, and how: each person in one way, the nearest."""
        named = self.named[pk]
        before = {person for place, person in self.wrote[parent] if place < number} if parent else set()
        wished = {person for since, person in self.wished[thread] if since < at}
        return {"mention": named, "answer": before - named, "followed": wished - before - named}


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
