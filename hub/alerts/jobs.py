from datetime import datetime

from hub.alerts.models import Alert, ScreenRecord
from hub.schedule.jobs import every


@every(minutes=1)
def send_planned_drills(now: datetime) -> None:
    Alert.keep_schedule(now)


@every(minutes=60)
def forget_screens(now: datetime) -> None:
    """Which screens an alert has reached is kept for 30 days."""
    ScreenRecord.forget_before(now)
