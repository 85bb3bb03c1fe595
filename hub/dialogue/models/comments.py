from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet, Refused
from hub.dialogue.models.mentions import mentioned_in
from hub.dialogue.models.threads import STREAM, Thread, kinds, of_things
from hub.live.models import Stream

LONGEST = 4000  # characters
FRESH = timedelta(minutes=15)  # as long one may change what one has written


class CommentQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """Whoever may see the thing sees what is said. A hidden comment stands for its writer, for those who may hide
        and show it, and as an empty place above answers that stand; its text is its writer's alone (`text_for`).

        "edit": one's own. "hide": one's own, and others' for those who "moderate". All else is asked of the thing.
        """
        if not user.is_active:
            return self.none()
        if verb not in ("view", "edit", "hide"):
            return self.filter(of_things(user, verb, "thread"))
        seen, mine = self.filter(of_things(user, "view", "thread")), Q(author=user.pk)
        if verb == "edit":
            return seen.filter(mine)
        moderated = of_things(user, "moderate", "thread")
        if verb == "hide":
            return seen.filter(mine | moderated)
        standing = Comment.objects.filter(Q(hidden_at=None) | mine, parent=OuterRef("pk"))
        return seen.filter(Q(hidden_at=None) | mine | moderated | Q(Exists(standing.order_by())))

    def standing(self) -> Self:
        """What everybody sees who may see the thing."""
        return self.filter(hidden_at=None)

    def with_things(self, user: Any) -> list["Comment"]:
        """These comments, each with `thing`: what it is about, or None where `user` may not see that."""
        found: list[Any] = list(self)
        things = things_of({comment.thread_id for comment in found}, user)
        for comment in found:
            comment.thing = things.get(comment.thread_id)
        return found


def things_of(threads: set[int], user: Any) -> dict[int, Any]:
    """{thread: thing} of those that `user` may see. One query for each kind of thing."""
    return {
        thing.thread_id: thing
        for kind in (kinds() if threads else [])
        for thing in kind.objects.visible_to(user).filter(thread__in=threads)
    }


class Comment(Guarded):
    """Something said in a thread: plain text. Answers lie one level deep."""

    access_from = "thread"

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField()  # in the thread, in the order in which they became visible
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    body = models.TextField(max_length=LONGEST)
    key = models.CharField(max_length=40, null=True, unique=True, editable=False)  # of the form that made it
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    hidden_reason = models.CharField(max_length=300, blank=True)

    thing: Any  # by with_things
    unmentioned: list[str]  # by mention

    objects = CommentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="one_comment_per_number")]
        indexes = [models.Index(fields=["author", "-created_at"])]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """Leads on to where the comment stands under its thing."""
        return f"/dialogue/comments/{self.pk}/"

    def allows(self, user: Any, verb: str) -> bool:
        return Comment.objects.allowing(user, verb).filter(pk=self.pk).exists()

    @property
    def is_fresh(self) -> bool:
        return timezone.now() - self.created_at < FRESH

    @property
    def is_taken_back(self) -> bool:
        """Hidden by the one who wrote it."""
        return self.hidden_at is not None and self.hidden_by_id == self.author_id

    def text_for(self, reader: Any) -> str:
        """What is written, for those who may read it: a hidden text is its writer's alone."""
        return self.body if self.hidden_at is None or self.author_id == reader.pk else ""

    @transaction.atomic
    def rewrite(self, text: str, by: Any) -> None:
        """Change the text, for 15 minutes. Raises Refused later, where it is hidden, or the talk closed."""
        self._hold()
        if self.hidden_at:
            raise Refused(_g("The comment has been hidden."))
        self.thread.must_be_open_to(by)
        if not self.is_fresh:
            raise Refused(_g("A comment can be changed for 15 minutes, and they have passed. You can write a new one."))
        if text == self.body:
            return
        self.body, self.edited_at = text, timezone.now()
        self.save(update_fields=["body", "edited_at"])
        self.mention(self.thread.thing)
        self._tell()

    @transaction.atomic
    def hide(self, by: Any, reason: str = "") -> None:
        """Take it from everybody's sight but its writer's. Hiding what is hidden changes nothing."""
        self._hold()
        if self.hidden_at:
            return
        self.hidden_at, self.hidden_by, self.hidden_reason = timezone.now(), by, reason
        self.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        self._tell()

    @transaction.atomic
    def unhide(self, by: Any) -> None:
        """Let it stand again. Raises Refused for what its writer took back, and to the writer for what others hid."""
        self._hold()
        if self.hidden_at and self.is_taken_back != (by.pk == self.author_id):
            raise Refused(_g("Only those who hid the comment can show it again."))
        self.hidden_at, self.hidden_by, self.hidden_reason = None, None, ""
        self.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        self._tell()

    @transaction.atomic
    def react(self, kind: str, by: Any, is_on: bool) -> None:
        """Set a reaction, or take it back; twice is once. Raises Refused where hidden, or where the talk is closed."""
        self._hold()
        if self.hidden_at:
            raise Refused(_g("The comment has been hidden."))
        self.thread.must_be_open_to(by)
        if is_on:
            Reaction.objects.get_or_create(comment=self, user=by, kind=kind)
        else:
            self.reactions.filter(user=by, kind=kind).delete()
        self._tell()

    def mention(self, thing: Any) -> None:
        """Keep whom the text mentions. What could not be kept, `unmentioned` says, each in a sentence."""
        people, self.unmentioned = mentioned_in(self.body, thing)
        kept = {mention.user_id: mention for mention in self.mentions.all()}
        self.mentions.exclude(user__in=people).delete()
        for user, (person, typed) in people.items():
            if user == self.author_id:
                continue
            if user in kept:
                self.mentions.filter(user=user).update(typed=typed)
            else:
                self.mentions.create(user=person, typed=typed)

    def _tell(self) -> None:
        """Pages that show it fetch it anew."""
        Stream.record(STREAM, self.thread_id, f"comment-{self.pk}")

    def _hold(self) -> None:
        self.refresh_from_db(from_queryset=Comment.objects.select_for_update())


class Reaction(models.Model):
    """A nod to a comment. Others see how many there are, and never whose."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("Thanks")
        AGREE = "agree", _("Agree")
        USEFUL = "useful", _("Useful")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=6, choices=Kind)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "user", "kind"], name="one_reaction_of_a_kind")]
