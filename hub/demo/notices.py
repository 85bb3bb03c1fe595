"""Makes the demo municipality's notices, and who has been reached by them so far."""

from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from hub.demo import content
from hub.demo.pages import Writers
from hub.people.models import User
from hub.units.models import Audience, Notice, NoticeTranslation, Receipt, Unit
from hub.units.models.receipts import no_channel

SIGNED_IN = 0.9  # of those without an e-mail address, in demo mode


def make_notices(units: dict[str, Unit]) -> None:
    writers, receipts = Writers(units), []
    for said in content.table("notices")["notice"]:
        unit = units[said["unit"]]
        author = writers.author(unit, said["author"])
        notice = Notice.start(unit, said["title"], author, said["body"], **_settings(units, said))
        if said.get("is_public"):
            notice.show_world(author)
        for language in ("nn", "en"):
            if text := said.get(language):
                NoticeTranslation.write(notice, language, text["title"], text["body"], author)
        if said["days"] < 0:
            notice.send(author, _at(-said["days"], said["title"]))
        else:
            notice.send(author)
            Notice.objects.filter(pk=notice.pk).update(
                sent_at=_at(-said["days"], said["title"]), created_at=_at(-said["days"], "")
            )
            notice.revisions.update(at=_at(-said["days"], said["title"]))
            Notice.objects.filter(pk=notice.pk, is_public=True).update(public_from=_at(-said["days"], said["title"]))
            receipts += _receipts(notice, said, author)
    Receipt.objects.bulk_create(receipts)


def _settings(units: dict[str, Unit], said: dict[str, Any]) -> dict[str, Any]:
    today, fields = timezone.localdate(), {name: said.get(name, False) for name in ("on_screens",)}
    audience = None
    if said.get("units") or said.get("roles"):
        audience = Audience.objects.create(roles=Audience.pack_roles(said.get("roles", [])))
        for word in said.get("units", []):
            audience.units.create(unit=units[word.removesuffix("+below")], with_below=word.endswith("+below"))
    deadline = today + timedelta(days=said["deadline"]) if "deadline" in said else None
    ends = _at(said["ends"], "") if "ends" in said else None
    return {"weight": said["weight"], "audience": audience, "deadline": deadline, "ends_at": ends, **fields}


def _at(days: int, salt: str) -> datetime:
    """A moment in working hours so many days from now, and never later than now for what has been."""
    now = timezone.localtime()
    if days == 0:
        return now - timedelta(minutes=40)
    return (now + timedelta(days=days)).replace(hour=7 + crc32(salt.encode()) % 8, minute=15, second=0)


def _receipts(notice: Notice, said: dict[str, Any], leader: Any) -> list[Receipt]:
    """Each person's lot is drawn by number, so that the demo is the same every time."""
    made, now = [], timezone.now()
    cast = {person["number"] for person in content.table("cast")["person"]}
    for person in notice.addressees().exclude(number__in=cast):
        lot = crc32(f"{person.number}{notice.title}".encode()) % 1000 / 1000
        for way, share in said.get("reached", {}).items():
            lot -= share
            if lot < 0:
                row = Receipt(notice=notice, revision=notice.current, user=person, way=way)
                row.at = now - timedelta(days=crc32(person.number.encode()) % max(said["days"], 1), minutes=90)
                row.on = timezone.localdate(row.at) if way == "read" else timezone.localdate() - timedelta(days=1)
                row.by = None if way == "read" else leader
                row.note = "Personalmøte" if way == "told" else ""
                made.append(row)
                break
    return made


def settle_in() -> None:
    """Most people have been here before: they have a password, which nobody knows. Only in demo mode."""
    if not settings.DEMO:
        return
    hashed = make_password(get_random_string(40))
    people = [
        p.pk
        for p in User.objects.filter(no_channel()).only("number")
        if crc32(p.number.encode()) % 100 < 100 * SIGNED_IN
    ]
    confirmed = Receipt.objects.filter(way=Receipt.Way.READ).values("user")
    User.objects.filter(Q(pk__in=people) | Q(pk__in=confirmed), Q(password__startswith="!")).update(password=hashed)
