from datetime import datetime, timedelta

from hub.live.models import Event
from hub.schedule.jobs import every

KEPT = timedelta(days=14)


@every(minutes=60)
def forget_old_events(now: datetime) -> None:
    """What a page has missed for so long it gets by being loaded anew."""
    Event.objects.forget_before(now - KEPT)
