from datetime import datetime, timedelta

from hub.people.browsers import COOKIE_AGE
from hub.people.models import KnownBrowser, Session, Throttle
from hub.schedule.jobs import every


@every(minutes=60)
def forget_what_is_over(now: datetime) -> None:
    """Sign-ins that have run out, browsers whose mark has, and wrong tries that have drained."""
    Session.objects.filter(expire_date__lt=now).delete()
    KnownBrowser.objects.filter(created_at__lt=now - timedelta(seconds=COOKIE_AGE)).delete()
    Throttle.sweep(now)
