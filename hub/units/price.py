"""What a notice asks of the municipality, said before it is sent."""

import math
from dataclasses import dataclass
from typing import Any

from hub import richtext
from hub.units.models import Membership, Notice
from hub.units.models.asking import MOST_OPEN
from hub.units.models.receipts import no_channel

WORDS_A_MINUTE = 180  # an ordinary reader, of plain prose


@dataclass
class Price:
    people: int
    units: int
    without_email: int
    without_channel: int
    minutes: int  # to read it, for one
    others_open: int  # people who have other must-reads open already
    most_open: int  # and the most that one of them has
    too_many: int  # people who would have more than three with this one
    beyond: int  # and those of them for whom the sender does not answer

    @property
    def total(self) -> int:
        """Reading time of all together, in minutes."""
        return self.minutes * self.people

    @property
    def hours(self) -> int:
        return round(self.total / 60)


def price_of(notice: Notice, by: Any) -> Price:
    people = notice.addressees()
    pks = set(people.values_list("pk", flat=True))
    posts = notice.audience.posts() if notice.audience else None
    posts = (Membership.objects.in_force() if posts is None else posts).filter(user__in=people)
    others = {pk: n for pk, n in notice.others_open().items() if pk in pks}
    words = len(richtext.words(notice.body).split())
    return Price(
        people=len(pks),
        units=posts.order_by().values("unit").distinct().count(),
        without_email=people.filter(email=None).count(),
        without_channel=people.filter(no_channel()).count(),
        minutes=max(1, math.ceil(words / WORDS_A_MINUTE)),
        others_open=len(others),
        most_open=max(others.values(), default=0),
        too_many=sum(n >= MOST_OPEN for n in others.values()) if notice.is_must_read else 0,
        beyond=notice.burdened_beyond(by),
    )
