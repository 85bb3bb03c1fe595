"""An alert as one reader sees it, and what a crisis lead has to know before it is sent."""

from dataclasses import dataclass
from typing import Any

from hub.alerts.models import Acknowledgement, Alert, Answer


@dataclass
class Price:
    """Whom it covers."""

    people: int
    units: int


def price_of(alert: Alert) -> Price:
    people = alert.addressees()
    posts = alert.posts().filter(user__in=people)
    return Price(people.count(), posts.order_by().values("unit").distinct().count())


def alert_page(alert: Alert, reader: Any) -> dict[str, Any]:
    keeps = alert.allows(reader, "alert")
    answer = Answer.objects.filter(alert=alert, user=reader).select_related("by").first()
    return {
        "alert": alert,
        "keeps": keeps,
        "sees_rollcall": alert.sent_at is not None and alert.asks_rollcall and alert.allows(reader, "rollcall"),
        "concerns": alert.sent_at is not None and alert.concerns(reader),
        "answer": answer,
        "read_at": Acknowledgement.objects.filter(alert=alert, user=reader).values_list("at", flat=True).first(),
    }
