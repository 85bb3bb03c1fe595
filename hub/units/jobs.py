"""Work by the clock."""

from datetime import datetime

from hub.schedule.jobs import every
from hub.units.models import Page


@every(minutes=1)
def publish_and_take_down(now: datetime) -> None:
    """Pages that are to be published or taken down by now."""
    Page.keep_schedule(now)
