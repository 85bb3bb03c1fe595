from datetime import datetime

from hub.schedule.jobs import every
from hub.selfservice.models import Openings


@every(minutes=60)
def forget_old_openings(now: datetime) -> None:
    Openings.forget(now)
