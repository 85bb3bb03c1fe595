from datetime import datetime

from hub.desk.checking import check_soon
from hub.schedule.jobs import every


@every(minutes=5)
def look_at_outside_links(now: datetime) -> None:
    check_soon(now)
