from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _g

from hub import richtext
from hub.findable.marking import mark

STRETCH = timedelta(minutes=15)  # a person's saves within this time are one revision


class Conflict(Exception):
    """Somebody else saved in between. `draft` holds their text; nothing was overwritten."""

    def __init__(self, draft: Any) -> None:
        super().__init__()
        self.draft = draft


class Drafting(models.Model):
    """The writing of a page: one draft that grows by numbers, and revisions that never change."""

    class Meta:
        abstract = True

    def _lock(self) -> Any:
        """Hold the page, then its draft, until the transaction ends; always in this order. Returns the draft."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())  # type: ignore[attr-defined]
        drafts = type(self).draft.related.related_model.objects  # type: ignore[attr-defined]
        return drafts.select_for_update().select_related(None).get(page=self)

    @transaction.atomic
    def save_draft(self, title: str, body: str, by: Any, seen: int, key: str = "") -> Any:
        """Save what is written. `seen` is the draft's number that the writer started from.

        `key` is of one opened editor: a save whose answer was lost on the way is known by it and is no conflict.
        A new person, or a new stretch of writing, first puts the former text away as a revision.
        Raises Conflict when somebody has saved since; the writer then settles it with both texts in view.
        """
        draft, now, body = self._lock(), timezone.now(), richtext.clean(body)
        if (draft.title, draft.body) == (title, body):
            return draft
        if draft.number != seen and not (key and draft.key == key and draft.saved_by_id == by.pk):
            raise Conflict(draft)
        if draft.saved_by_id != by.pk or now - draft.since > STRETCH:
            self._put_away(draft)
            draft.since = now
        draft.title, draft.body, draft.saved_by, draft.saved_at, draft.key = title, body, by, now, key
        draft.number += 1
        draft.differs = True
        draft.save()
        if self.current_id is None:  # type: ignore[attr-defined]
            type(self).objects.filter(pk=self.pk).update(title=title)  # type: ignore[attr-defined]
            mark("page", [self.pk])
        return draft

    @transaction.atomic
    def settle(self, title: str, body: str, by: Any, seen: int) -> Any:
        """Save the text that settles a conflict; the one it replaces is put away whoever wrote it.

        Raises Conflict when yet another was saved in between.
        """
        draft = self._lock()
        if draft.number != seen:
            raise Conflict(draft)
        self._put_away(draft)
        self.yield_to_saved(by)
        return self.save_draft(title, body, by, seen)

    def yield_to_saved(self, by: Any) -> None:
        """Let the saved text stand. The one put aside becomes an ordinary revision."""
        self.revisions.filter(kind="aside", by=by).update(kind="saved")  # type: ignore[attr-defined]

    @transaction.atomic
    def set_aside(self, title: str, body: str, by: Any) -> Any:
        """Keep a text that could not be saved because of a conflict, until its writer has settled it.

        While the same person goes on writing it is one revision: the latest text replaces the former.
        """
        self._lock()
        body, now = richtext.clean(body), timezone.now()
        mine = self.revisions.filter(kind="aside", by=by, at__gte=now - STRETCH).first()  # type: ignore[attr-defined]
        if mine is None:
            return self._add_revision(title, body, "aside", by)
        mine.title, mine.body, mine.at = title, body, now
        mine.save(update_fields=["title", "body", "at"])
        return mine

    def _put_away(self, draft: Any, kind: str = "saved", by: Any = None, note: str = "") -> Any:
        """The draft as a revision; the newest one again if the text is the same and nothing else is said."""
        newest = self.revisions.exclude(kind="aside").first()  # type: ignore[attr-defined]
        same = newest and (newest.title, newest.body) == (draft.title, draft.body)
        if same and kind == "saved":
            return newest
        at = draft.saved_at if kind == "saved" else None
        return self._add_revision(draft.title, draft.body, kind, by or draft.saved_by, note, at)

    def _add_revision(self, title: str, body: str, kind: str, by: Any, note: str = "", at: Any = None) -> Any:
        revisions: Any = self.revisions  # type: ignore[attr-defined]
        number = (revisions.aggregate(top=Max("number"))["top"] or 0) + 1
        return revisions.create(
            number=number, title=title, body=body, kind=kind, note=note, by=by, at=at or timezone.now()
        )

    @transaction.atomic
    def restore(self, revision: Any, by: Any) -> Any:
        """Put an older text back as the draft. The text it replaces is put away first."""
        draft = self._lock()
        self._put_away(draft)
        draft.title, draft.body, draft.saved_by, draft.key = revision.title, revision.body, by, ""
        draft.saved_at = draft.since = timezone.now()
        draft.number += 1
        draft.differs = True
        draft.save()
        return self._put_away(draft, "restored", by, note=_g("Version %(number)s") % {"number": revision.number})
