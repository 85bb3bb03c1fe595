"""Which alerts stand on a page, for whoever opens it. A page without any costs no query.

What is in force is kept in the process under the number of the stream that tells of changes. Signed in, that number was
read together with the account; signed out it is read here, in one query.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from hub.alerts.models import Acknowledgement, Alert, Answer
from hub.live.models import Stream
from hub.units.models import Page
from hub.units.models.memberships import ids, works_in

KEPT = 60  # seconds: should somebody change the database by hand
HIDDEN = "hub_hidden"  # cookie: alerts that are put away on this screen, "7:3.9:1" as alert and version
MOST_PLACES = 4  # posts whose streams a page follows; whoever has more asks by the number


@dataclass
class Cover:
    """An alert on one reader's page."""

    alert: Alert
    is_read: bool  # this version, by this person or on this screen
    answer: str = ""  # in the roll-call


@dataclass
class Covers:
    """All of them, and what the page follows to hear of others."""

    streams: str
    is_signed_in: bool
    shown: list[Cover] = field(default_factory=list)

    @property
    def open(self) -> list[Cover]:
        return [cover for cover in self.shown if not cover.is_read]


def in_force(number: int | None) -> list[Alert]:
    """The alerts in force as of this number of the municipality's stream, the worst first."""
    kept = cache.get(f"alerts-{number}") if number is not None else None
    if kept is None:
        found = Alert.objects.in_force().worst_first().select_related("audience", "unit")
        kept = list(found.prefetch_related("updates", "audience__units__unit"))
        cache.set(f"alerts-{number}", kept, KEPT)
    return kept


def covers_of(request: HttpRequest) -> Covers:
    user = getattr(request, "user", None)
    return of_person(user) if user is not None and user.is_authenticated else of_screen(request)


def of_person(user: Any) -> Covers:
    number = getattr(user, "municipality_number", None) or 0
    standing = in_force(number)
    places = sorted({ids(path)[-1] for path in works_in(user)})[:MOST_PLACES] if user.is_active else []
    covers = Covers("".join(f",area/{place}" for place in places), True)
    mine = [alert for alert in standing if alert.concerns(user)]
    if mine:
        read = dict(
            Acknowledgement.objects.filter(user=user, alert__in=mine)
            .order_by("version")
            .values_list("alert", "version")
        )
        answers = dict(Answer.objects.filter(user=user, alert__in=mine).order_by("pk").values_list("alert", "state"))
        covers.shown = [
            Cover(a, read.get(a.pk, 0) >= a.version or a.last_said_by == user.pk, answers.get(a.pk, "")) for a in mine
        ]
    return covers


def of_screen(request: HttpRequest) -> Covers:
    number = Stream.numbers(["screens/1"])["screens/1"]
    key = f"alerts-screens-{number}"
    standing = cache.get(key)
    if standing is None:
        standing = [alert for alert in in_force(None) if alert.on_screens]
        cache.set(key, standing, KEPT)
    hidden = hidden_on(request)
    covers = [Cover(alert, hidden.get(alert.pk, 0) >= alert.version) for alert in standing]
    return Covers(f"screens/1:{number}", False, covers)


def hidden_on(request: HttpRequest) -> dict[int, int]:
    """The version of each alert that was put away on this screen."""
    found = {}
    for part in request.COOKIES.get(HIDDEN, "").split("."):
        alert, _, version = part.partition(":")
        if alert.isascii() and alert.isdecimal() and version.isascii() and version.isdecimal() and len(part) < 30:
            found[int(alert)] = int(version)
    return found


def crisis_page(user: Any) -> Page | None:
    """The preparedness page that comes first while a red alert is in force for this person."""
    number = getattr(user, "municipality_number", None) or 0
    red = [a for a in in_force(number) if a.level == Alert.Level.RED and a.page_id and a.concerns(user)]
    pages = Page.objects.visible_to(user).live()
    return pages.filter(pk__in=[alert.page_id for alert in red[:1]]).first() if red else None
