"""Work by the clock."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from hub.findable.marking import mark
from hub.schedule.jobs import every
from hub.units.leaving import pass_on
from hub.units.models import Membership, Notice, Page, PageFinding, RegisterRun


@every(minutes=1)
def publish_and_take_down(now: datetime) -> None:
    """Pages that are to be published or taken down by now."""
    Page.keep_schedule(now)


@every(minutes=60)
def posts_that_turn(now: datetime) -> None:
    """A post that begins or has ended changes what is found about its holder."""
    today = timezone.localdate(now)
    turning = Q(starts_on=today) | Q(ends_on=today - timedelta(days=1))
    mark("person", Membership.objects.filter(turning).values_list("user", flat=True))


@every(minutes=1)
def send_notices(now: datetime) -> None:
    """Notices that are to be sent by now."""
    Notice.keep_schedule(now)


@every(minutes=60)
def forget_register_files(now: datetime) -> None:
    """Files of the staff register that have been kept long enough."""
    RegisterRun.forget_old(now)


@every(minutes=15)
def pass_on_what_is_left_behind(now: datetime) -> None:
    """Pages of those who have left or moved."""
    pass_on()


@every(minutes=1)
def read_pages(now: datetime) -> None:
    """The texts that no finding has been made of yet: after an upgrade, a piece a minute."""
    PageFinding.read_what_is_left()
