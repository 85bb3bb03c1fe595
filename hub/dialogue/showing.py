"""What one reader sees of what is said about a thing."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from hub.dialogue.forms import CommentForm, FollowForm, PlaceForm
from hub.dialogue.models import Comment, Mention, Reaction, Thread
from hub.dialogue.words import Piece, pieces

AT_ONCE = 30  # comments, each with its answers, that are shown before one asks for earlier ones


@dataclass
class Row:
    """A comment as it stands: its text if the reader may have it, or why there is none."""

    comment: Comment
    pieces: list[Piece]
    is_mine: bool
    is_new: bool
    may_edit: bool
    may_hide: bool
    may_show: bool
    may_react: bool
    may_answer: bool
    shows_reason: bool
    reactions: list[dict[str, Any]]
    answers: list["Row"] = field(default_factory=list)


@dataclass
class Dialogue:
    thread: Thread
    thing: Any
    rows: list[Row]
    start: int  # number of the first comment that is shown; 0 when that is the first of all
    earlier: int | None  # from which number to show when one asks for earlier ones
    seen: int  # number of the newest comment when this was read
    count: int  # comments that everybody sees
    may_write: bool
    form: CommentForm
    follow: FollowForm

    @property
    def first_new(self) -> int | None:
        """The comment that takes the focus when new ones were asked for."""
        new = [row.comment for top in self.rows for row in (top, *top.answers) if row.is_new]
        return min(new, key=lambda comment: comment.number).pk if new else None


def dialogue_of(thing: Any, reader: Any, data: Any = None) -> Dialogue | None:
    """What stands under a thing that `reader` may see; None where nothing was said and nothing can be."""
    if thing.thread_id is None:
        return None
    thread = Thread.objects.as_asked_by(reader, [type(thing)]).get(pk=thing.thread_id)
    shown = dialogue(thread, thing, reader, **PlaceForm.of(data or {}))
    return shown if shown.rows or shown.may_write else None


def dialogue(thread: Thread, thing: Any, reader: Any, start: int | None = None, seen: int | None = None) -> Dialogue:
    """In a fixed number of queries. `thread` comes from `as_asked_by`, and was read first: what comes in between is
    new once more.
    """
    start = _start(thread, start, seen)
    seeable = Comment.objects.visible_to(reader).filter(thread=thread)
    shown = seeable.filter(Q(parent=None, number__gte=start) | Q(parent__number__gte=start))
    comments = list(shown.select_related("author", "hidden_by"))
    maker = _Maker(thread, reader, comments, seen)
    rows = {comment.pk: maker.row(comment) for comment in comments if comment.parent_id is None}
    for comment in comments:
        if comment.parent_id in rows:
            rows[comment.parent_id].answers.append(maker.row(comment))
    return Dialogue(
        thread=thread, thing=thing, rows=list(rows.values()), start=start, earlier=_earlier(seeable, start),
        seen=thread.last, count=thread.count, may_write=thread.may_write,
        form=CommentForm.fresh("write", seen=thread.last, start=start),
        follow=FollowForm(initial={"wish": thread.wish}),
    )  # fmt: skip


def _earlier(seeable: Any, start: int) -> int | None:
    """The first of the comments that are shown when one asks for those before `start`."""
    before = seeable.filter(parent=None, number__lt=start).order_by("-number").values_list("number", flat=True)
    return min(before[:AT_ONCE], default=None)


def _start(thread: Thread, start: int | None, seen: int | None) -> int:
    """From which number to show: as asked, or the last few, and always so that new answers have their place."""
    if start is None:
        numbers = thread.comments.filter(parent=None).order_by("-number").values_list("number", flat=True)
        last = list(numbers[: AT_ONCE + 1])
        start = last[AT_ONCE - 1] if len(last) > AT_ONCE else 0
    if start and seen is not None:
        answered = thread.comments.standing().filter(number__gt=seen, parent__number__lt=start)
        start = min([start, *answered.values_list("parent__number", flat=True)])
    return start


def one_row(comment: Comment, reader: Any) -> Row:
    """A comment by itself, without its answers."""
    thread = Thread.objects.as_asked_by(reader).get(pk=comment.thread_id)
    return _Maker(thread, reader, [comment], None).row(comment)


class _Maker:
    """Makes the rows of some comments, having asked once for everything that belongs to them."""

    def __init__(self, thread: Thread, reader: Any, comments: list[Comment], seen: int | None) -> None:
        self.reader, self.seen = reader, seen
        self.may_write, self.may_moderate = thread.may_write, thread.may_moderate
        self.mentions: dict[int, list[Mention]] = {}
        for mention in Mention.objects.filter(comment__in=comments).select_related("user"):
            self.mentions.setdefault(mention.comment_id, []).append(mention)
        self.counts: Counter[tuple[int, str]] = Counter()
        self.mine = set()
        given = Reaction.objects.filter(comment__in=comments).values_list("comment", "kind", "user")
        for comment, kind, user in given:
            self.counts[comment, kind] += 1
            if user == reader.pk:
                self.mine.add((comment, kind))

    def row(self, comment: Comment) -> Row:
        mine, stands = comment.author_id == self.reader.pk, comment.hidden_at is None
        text = comment.text_for(self.reader)
        return Row(
            comment=comment,
            pieces=pieces(text, self.mentions.get(comment.pk, [])),
            is_mine=mine,
            is_new=self.seen is not None and comment.number > self.seen and stands and not mine,
            may_edit=mine and stands and self.may_write and comment.is_fresh,
            may_hide=stands and (mine or self.may_moderate),
            may_show=not stands and (mine if comment.is_taken_back else self.may_moderate and not mine),
            may_react=stands and self.may_write,
            may_answer=stands and self.may_write and comment.parent_id is None,
            shows_reason=mine or self.may_moderate,
            reactions=[self._reaction(comment, kind) for kind in Reaction.Kind],
        )

    def _reaction(self, comment: Comment, kind: Any) -> dict[str, Any]:
        key = comment.pk, kind.value
        return {"kind": kind.value, "label": kind.label, "count": self.counts[key], "is_mine": key in self.mine}


def place_of(comment: Comment) -> str:
    """What an address ends with that leads to a comment: further back than the last few, it says from where to show."""
    top = comment.parent or comment
    later = Comment.objects.filter(thread=comment.thread_id, parent=None, number__gt=top.number)
    start = f"?start={top.number}" if later.count() >= AT_ONCE else ""
    return f"{start}#comment-{comment.pk}"
