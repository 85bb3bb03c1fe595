"""Texts that are ready, and a drill of last week with its report. Nothing is in force when the demo starts."""

from datetime import timedelta
from zlib import crc32

from django.utils import timezone

from hub.alerts.models import Acknowledgement, Alert, AlertTemplate, Answer
from hub.live.models import Event
from hub.units.models import Page, Role, Unit

READ, HEARD = 0.62, 0.55  # of the people in the drill
TEMPLATES = [
    ("Brann", "red", "Brann i bygget", "Gå ut nå\nTa med dem som er rundt deg\nMøt på samlingsplassen"),
    ("Savnet person", "orange", "En bruker er savnet", "Se etter i rommene rundt deg\nMeld fra til lederen din"),
    ("IKT er nede", "info", "Fagsystemene er nede", "Bruk papirskjemaene i beredskapspermen"),
]


def make_alerts(units: dict[str, Unit]) -> None:
    top, ward = units["100"], units["310"]
    lead = top.holders(Role.CRISIS_LEAD)[0]
    page = Page.objects.live().filter(unit=top, audience=None, title__icontains="beredskap").first()
    for name, level, title, instructions in TEMPLATES:
        AlertTemplate.objects.create(
            unit=top, name=name, level=level, title=title, instructions=instructions, page=page, changed_by=lead
        )
    drill = Alert.start(
        top, lead, [(ward, True)], title="Brann på kjøkkenet", text="Røyk i korridoren i første etasje.",
        instructions="Gå ut nå\nMøt ved flaggstangen", is_drill=True, on_screens=False, page=page,
    )  # fmt: skip
    drill.send(lead)
    drill.update(lead, "Alle er ute av første etasje.")
    drill.end(lead, "Øvelsen er over. Takk for innsatsen.")
    Event.objects.filter(what="alert").delete()  # it was last week
    settle_drill(drill)


def settle_drill(drill: Alert) -> None:
    """Last week at ten, with who had read it when; drawn by number, so that it is the same every time."""
    at = (timezone.localtime() - timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    times = {"created_at": at - timedelta(minutes=9), "asked_at": at, "sent_at": at}
    Alert.objects.filter(pk=drill.pk).update(ended_at=at + timedelta(minutes=21), **times)
    drill.updates.filter(is_all_clear=False).update(at=at + timedelta(minutes=8))
    drill.updates.filter(is_all_clear=True).update(at=at + timedelta(minutes=21))
    for person in drill.addressees():
        lot = crc32(f"{person.number}drill".encode()) % 1000
        after = at + timedelta(seconds=6 + lot * lot // 900)
        if lot < 1000 * READ:
            made = Acknowledgement.objects.create(alert=drill, user=person, version=1)
            Acknowledgement.objects.filter(pk=made.pk).update(at=after)
        if lot < 1000 * HEARD:
            answer = Answer.objects.create(
                alert=drill, user=person, state="away" if lot % 9 == 0 else "safe", by=person
            )
            Answer.objects.filter(pk=answer.pk).update(at=after)
