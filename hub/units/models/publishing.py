import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _g

from hub import richtext
from hub.units.models.drafting import Conflict, Drafting
from hub.units.models.tree import Refused

logger = logging.getLogger(__name__)
REVIEW_AFTER = timedelta(days=365)


class Publishing(Drafting):
    """What readers get to see of a page, and when."""

    class Meta:
        abstract = True

    def problems(self, title: str, body: str) -> list[str]:
        """What stands in the way of publishing a text, each as a sentence. Empty: nothing."""
        said = [] if title.strip() else [_g("The page needs a title.")]
        names = dict(self.files.values_list("pk", "name"))  # type: ignore[attr-defined]
        for picture in richtext.pictures(body):
            number = int((picture.get("src", "").split("/") + ["0"] * 4)[3] or 0)
            if number not in names:
                said.append(
                    _g("A picture in the text is not among this page's files. Add it there, and choose it again.")
                )
            elif not picture.get("alt", "").strip():
                said.append(
                    _g("The picture “%(name)s” needs a text that says what it shows, for those who do not see it.")
                    % {"name": names[number]}
                )
        return list(dict.fromkeys(said))

    def _refuse_problems(self, text: Any) -> None:
        if problems := self.problems(text.title, text.body):
            raise Refused(" ".join(problems))

    @transaction.atomic
    def publish(
        self,
        by: Any,
        seen: int | None = None,
        note: str = "",
        review_on: date | None = None,
        until: datetime | None = None,
    ) -> Any:
        """Show the draft to its readers, now and until a moment if given. `seen` guards against publishing a text one
        has not read. Raises Conflict for that, and Refused for what stands in the way.
        """
        page: Any = self
        draft = page._lock()
        if seen is not None and draft.number != seen:
            raise Conflict(draft)
        page._refuse_problems(draft)
        if until and until <= timezone.now():
            raise Refused(_g("The moment to take the page down has passed already."))
        page.unpublish_at = until
        revision = page._put_away(draft, "published", by, note)
        page._show(revision, review_on=review_on)
        return revision

    def _show(self, revision: Any, review_on: date | None = None, files_until: datetime | None = None) -> None:
        page: Any = self
        now = timezone.now()
        page.current, page.title, page.body = revision, revision.title, revision.body
        page.published_at = page.reviewed_at = now
        page.review_on = review_on or timezone.localdate(now) + REVIEW_AFTER
        page.publish_at = page.scheduled = page.scheduled_by = None
        if page.unpublish_at and page.unpublish_at <= now:
            page.unpublish_at = None
        if page.original:
            page.original_revision = page.original.current
        page.save()
        page.files.filter(shown_at=None, added_at__lte=files_until or now).update(shown_at=now)
        same = page.draft.title == revision.title and page.draft.body == revision.body
        type(page.draft).objects.filter(page=page).update(differs=not same)
        page.findings.model.read([page])

    @transaction.atomic
    def schedule(
        self, at: datetime | None, until: datetime | None, by: Any, seen: int | None = None, note: str = ""
    ) -> None:
        """Publish the draft as it is now at a moment to come (None: leave that), and take the page down at another."""
        page: Any = self
        draft, now = page._lock(), timezone.now()
        if seen is not None and draft.number != seen:
            raise Conflict(draft)
        if at and at <= now or until and until <= max(now, at or now):
            raise Refused(_g("Choose a moment to come; the page comes down after it goes up."))
        if until and not at and not page.is_live:
            raise Refused(_g("The page is not published, so there is nothing to take down."))
        if at:
            page._refuse_problems(draft)
        page.publish_at, page.unpublish_at = at, until
        page.scheduled = page._put_away(draft, "scheduled", by, note) if at else None
        page.scheduled_by = by if at else None
        page.save()

    @classmethod
    def keep_schedule(cls: Any, now: datetime | None = None) -> int:
        """Publish and take down what is due; the worker calls it. Each page in a transaction of its own. How many."""
        now = now or timezone.now()
        due = cls.objects.filter(publish_at__lte=now, scheduled__isnull=False)
        over = cls.objects.filter(unpublish_at__lte=now, current__isnull=False)
        return sum(page._keep_schedule_safely(now) for page in [*due, *over])

    def _keep_schedule_safely(self: Any, now: datetime) -> bool:
        """One page that fails must not keep the others waiting."""
        try:
            return self._keep_schedule(now)
        except Exception:
            logger.exception("Page %s could not be published or taken down as planned.", self.pk)
            return False

    @transaction.atomic
    def _keep_schedule(self: Any, now: datetime) -> bool:
        self._lock()
        if self.scheduled and self.publish_at and self.publish_at <= now:
            chosen = self.scheduled
            revision = self._add_revision(
                chosen.title, chosen.body, "published", self.scheduled_by or chosen.by, chosen.note
            )
            self._show(revision, files_until=chosen.at)
            return True
        if self.current_id and self.unpublish_at and self.unpublish_at <= now:
            self._take_down()
            return True
        return False

    @transaction.atomic
    def withdraw(self, by: Any) -> None:
        """Take the page from its readers. Text, revisions and address stay for the unit's writers."""
        self._lock()
        self._take_down()

    def _take_down(self) -> None:
        page: Any = self
        page.current, page.body, page.published_at, page.unpublish_at = None, "", None, None
        page.save()
