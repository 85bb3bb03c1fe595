from datetime import datetime

from hub.schedule.jobs import every
from hub.search.models import MissedSearch


@every(minutes=60)
def forget_old_misses(now: datetime) -> None:
    MissedSearch.forget(now)
