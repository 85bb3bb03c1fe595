from datetime import datetime

from hub.feeds.models import settle
from hub.schedule.jobs import every


@every(minutes=1)
def settle_entries(now: datetime) -> None:
    """What is over by itself is gone from the feeds since about then, also when nobody asks for them."""
    settle(now)
