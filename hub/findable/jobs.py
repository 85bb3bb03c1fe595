from datetime import datetime

from hub.findable.models import Mark
from hub.findable.tasks import bring_in_all, build_anew
from hub.findable.writing import is_old
from hub.schedule.jobs import every


@every(minutes=1)
def bring_in_what_was_left(now: datetime) -> None:
    """What a process that ended too early has left marked, and the whole index after an upgrade."""
    if is_old():
        build_anew.enqueue()
    elif Mark.objects.exists():
        bring_in_all.enqueue()
