"""Work by the clock."""

from datetime import datetime

from hub.schedule.jobs import every
from hub.units.models import Notice, Page


@every(minutes=1)
def publish_and_take_down(now: datetime) -> None:
    """Pages that are to be published or taken down by now."""
    Page.keep_schedule(now)


@every(minutes=1)
def send_notices(now: datetime) -> None:
    """Notices that are to be sent by now."""
    Notice.keep_schedule(now)
