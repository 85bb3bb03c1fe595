from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _g

from hub.units.models.publishing import REVIEW_AFTER
from hub.units.models.tree import Refused

LONGEST_WAIT = timedelta(days=183)  # a page may be postponed by half a year, as often as somebody says why


class Upkeep(models.Model):
    """How a page is kept true: who answers for it, and what was done about it when it was due."""

    class Meta:
        abstract = True

    @transaction.atomic
    def review(self, by: Any, next_on: date | None = None) -> None:
        """Say that the page is still true."""
        page: Any = self
        page._lock()
        page.reviewed_at = timezone.now()
        page.review_on = next_on or timezone.localdate() + REVIEW_AFTER
        page.passed_on = None
        page.save(update_fields=["reviewed_at", "review_on", "passed_on"])
        page.care.create(kind="approved", by=by, review_on=page.review_on)

    @transaction.atomic
    def postpone(self, until: date, reason: str, by: Any) -> None:
        """Review the page later than planned, and say why. It says nothing of whether the page is true.

        Raises Refused without a reason, for a day that has passed, or one more than half a year away.
        """
        page: Any = self
        page._lock()
        if not reason.strip():
            raise Refused(_g("Say why it can wait."))
        if not timezone.localdate() < until <= timezone.localdate() + LONGEST_WAIT:
            raise Refused(_g("Choose a day to come, within half a year."))
        page.review_on = until
        page.save(update_fields=["review_on"])
        page.care.create(kind="postponed", by=by, reason=reason.strip(), review_on=until)

    @transaction.atomic
    def hand_over(self: Any, person: Any, by: Any, reason: str = "") -> None:
        """Let somebody else answer for the page from now on. Raises Refused for a person who may not write there."""
        self._lock()
        if not self.allows(person, "edit"):
            raise Refused(
                _g("%(person)s may not write in %(unit)s. Make them an editor there first.")
                % {"person": person, "unit": self.unit}
            )
        self._give_to(person, "handed_over", by, reason.strip())

    def _give_to(self, person: Any, kind: str, by: Any, reason: str = "") -> Any:
        page: Any = self
        care = page.care.create(kind=kind, by=by, reason=reason, before=page.owner, after=person)
        page.owner, page.owned_since = person, timezone.localdate()
        page.passed_on = care if kind == "passed_on" else None
        page.save(update_fields=["owner", "owned_since", "passed_on"])
        return care

    @transaction.atomic
    def keep(self, by: Any) -> None:
        """Say yes to a page that somebody who left has left behind: it goes off the list, and stays with its owner."""
        page: Any = self
        page._lock()
        if page.passed_on_id is not None:
            page.passed_on = None
            page.save(update_fields=["passed_on"])
            page.care.create(kind="kept", by=by, after=page.owner)
