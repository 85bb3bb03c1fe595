from collections import defaultdict
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.live.models import Stream, number_of

STREAM = "thread"  # its readers do not all see the same: it carries numbers, and each page asks for its own
AT_ONCE = 100  # things that are asked about in one query; SQLite takes 500


def kinds() -> list[Any]:
    """The models whose things are talked about: whatever inherits `Discussed`, in any app."""
    related = [relation.related_model for relation in Thread._meta.related_objects if relation.one_to_one]
    return [model for model in related if isinstance(model, type) and issubclass(model, Discussed)]


def of_things(user: Any, verb: str, thread: str = "pk", of: list[Any] | None = None) -> Q:
    """Rows whose thread (the column `thread`) is about something that `user` may `verb`: asked of that, row by row.

    Things of every kind, or of the kinds `of`.
    """
    found = Q(pk__in=[])
    for kind in kinds() if of is None else of:
        found |= Q(Exists(kind.objects.allowing(user, verb).filter(thread=OuterRef(thread)).order_by()))
    return found


def seen_by(threads: set[int], people: Any) -> dict[int, set[int]]:
    """{thread: those of `people` (a query of numbers) who may see what it is about}. In few queries: a hundred threads
    in one.
    """
    found: dict[int, set[int]] = defaultdict(set)
    for kind in kinds():
        things = kind.with_readers(kind.objects.filter(thread__in=threads).order_by("pk"))
        parts = [
            thing.viewers().filter(pk__in=people).order_by().annotate(of=Value(thing.thread_id)).values_list("of", "pk")
            for thing in things
        ]
        for start in range(0, len(parts), AT_ONCE):
            first, *rest = parts[start : start + AT_ONCE]
            for thread, person in first.union(*rest, all=True) if rest else first:
                found[thread].add(person)
    return found


def number_of_comments(thread: str = "thread") -> Any:
    """How many comments everybody sees there, as an annotation of rows with a thread."""
    said: Any = Thread._meta.get_field("comments").related_model
    counted = said.objects.filter(thread=OuterRef(thread), hidden_at=None).order_by().values("thread")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), Value(0))


class ThreadQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        return self.filter(of_things(user, verb)) if user.is_active else self.none()

    def with_new(self, user: Any, seen: int) -> Self:
        """With `new`: how many comments others have written since number `seen`."""
        said: Any = Thread._meta.get_field("comments").related_model
        later = said.objects.filter(thread=OuterRef("pk"), number__gt=seen, hidden_at=None).exclude(author=user.pk)
        counted = later.order_by().values("thread").annotate(n=Count("pk")).values("n")
        return self.annotate(new=Coalesce(Subquery(counted), Value(0)))

    def as_asked_by(self, user: Any, of: list[Any] | None = None) -> Self:
        """With what a reader's view of it asks: `count` of comments, the own `wish`, `may_write` and `may_moderate`,
        and the `live_number` of its stream.

        `of`: the kinds of things that they are about, when that is known.
        """
        mine = Following.objects.filter(thread=OuterRef("pk"), user=user.pk).values("wish")
        return self.annotate(
            count=number_of_comments("pk"),
            live_number=number_of("thread"),
            wish=Coalesce(Subquery(mine), Value("")),
            may_write=_yes(of_things(user, "comment", of=of)),
            may_moderate=_yes(of_things(user, "moderate", of=of)),
        )

    def with_thing(self) -> Self:
        """With what each is about, so that `thing` makes no query."""
        return self.select_related(*_names())


def _yes(rule: Q) -> Any:
    return models.ExpressionWrapper(rule, models.BooleanField())


def _names() -> list[str]:
    return [str(relation.name) for relation in Thread._meta.related_objects if relation.related_model in kinds()]


class Thread(Guarded):
    """What is said about one thing. It has no rights of its own: every question goes on to the thing."""

    last = models.PositiveIntegerField(default=0, editable=False)  # the number of the newest comment

    new: int  # by with_new
    count: int  # by as_asked_by
    live_number: int
    wish: str
    may_write: bool
    may_moderate: bool

    objects = ThreadQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    def allows(self, user: Any, verb: str) -> bool:
        return Thread.objects.allowing(user, verb).filter(pk=self.pk).exists()

    @property
    def stream(self) -> str:
        """What a page that shows it follows, besides its others; of one from `as_asked_by`."""
        return f",{STREAM}/{self.pk}:{self.live_number}"

    @cached_property
    def thing(self) -> Any:
        """What it is about; None when that is gone."""
        found = (getattr(self, name, None) for name in _names())
        return next((thing for thing in found if thing is not None), None)

    @transaction.atomic
    def say(self, text: str, by: Any, to: Any = None, key: str = "") -> Any:
        """A new comment, or an answer to the comment `to`. The same `key` twice (a double click) is the same comment.

        Comments are numbered in the order in which they become visible: the thread is held until this one is. Raises
        Refused where the talk is closed, or `to` is hidden.
        """
        held = Thread.objects.select_for_update().get(pk=self.pk)
        own_key = f"{by.pk}-{key}" if key else None
        if own_key and (already := self.comments.filter(key=own_key).first()):
            return already
        self.must_be_open_to(by)
        to = self.comments.get(pk=to.parent_id or to.pk) if to else None
        if to and to.hidden_at:
            raise Refused(_g("The comment that you answer has been hidden."))
        held.last += 1
        held.save(update_fields=["last"])
        said = self.comments.create(number=held.last, parent=to, author=by, body=text, key=own_key)
        said.mention(self.thing)
        Stream.record(STREAM, held.pk, "said")
        return said

    def must_be_open_to(self, by: Any) -> None:
        if not self.allows(by, "comment"):
            raise Refused(_g("The comments are closed here. What has been written can still be read."))

    @transaction.atomic
    def follow(self, by: Any, wish: str) -> None:
        """What `by` is told of from here. What is the default is not stored."""
        mine = self.followings.filter(user=by)
        mine.exclude(wish=wish).delete()
        if wish in Following.Wish.values and not mine.exists():
            self.followings.create(user=by, wish=wish)


class Following(models.Model):
    """That somebody wants to be told of more, or of less, than answers to themselves. No row: just that."""

    class Wish(models.TextChoices):
        ALL = "all", _("Every new comment here")
        NOTHING = "nothing", _("Nothing from here")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="followings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followings")
    wish = models.CharField(max_length=7, choices=Wish)
    at = models.DateTimeField(default=timezone.now)  # what was written before is not told

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="one_wish_per_thread")]


class Discussed(models.Model):
    """A thing that can be talked about. Give it this base, and answer two verbs more in its `allowing` and `allows`:

    "comment" (its readers see it now, it has `comments_open`, and this person may see it) and "moderate" (may hide what
    others write). `readers()` gives people who may see it, to suggest when somebody is to be mentioned; it may leave
    some out. In its view: `hub.dialogue.showing.dialogue_of`, and in its template `dialogue/dialogue.html`.
    """

    thread = models.OneToOneField(Thread, models.PROTECT, null=True, editable=False, related_name="%(class)s")
    comments_open = models.BooleanField(_("comments"), default=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            if self.comments_open and self.thread_id is None:
                self.thread = Thread.objects.create()
                if fields := kwargs.get("update_fields"):
                    kwargs["update_fields"] = {*fields, "thread"}
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            thread = self.thread
            done = super().delete(*args, **kwargs)
            if thread:
                thread.delete()
        return done

    def readers(self) -> Any:
        """Active people who may see it."""
        raise NotImplementedError

    def viewers(self) -> Any:
        """All active people who may see it now, and nobody else: the mirror of `visible_to`, and tested against it."""
        raise NotImplementedError

    @classmethod
    def with_readers(cls, things: Any) -> Any:
        """Ready to be asked for their `viewers` without a further query for each."""
        return things
