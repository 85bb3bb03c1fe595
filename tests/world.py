"""The cast of every test: a small municipality that is always the same.

    Dal kommune (top)                     Rita leads; Siri is shared services; Hilde is HR, Ivar is IT
    ├── Helse                             Helge leads
    │   ├── Løkentunet                    Kari leads, Dag is her deputy now; Ola edits, Eva is chief editor
    │   │   └── Kjøkken                   Amina works here: no role, no e-mail
    │   └── Hjemmesykepleien              Nils leads and edits: the neighbour
    └── Oppvekst
        └── Moen skole                    Sara works here: the outsider

`build()` makes it and returns it; names are attributes: `world.kari`, `world.lokentunet`.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from hub.people.models import User
from hub.units.models import Audience, Membership, Notice, Page, Role, Unit

PASSWORD = "et passord som holder"
TEXT = "Tekst om"  # begins every page and notice here, and is so known where it has no business (tests/traces.py)
UNITS = {
    "top": ("Dal kommune", None),
    "helse": ("Helse", "top"),
    "lokentunet": ("Løkentunet", "helse"),
    "kjokken": ("Kjøkken", "lokentunet"),
    "hjemme": ("Hjemmesykepleien", "helse"),
    "oppvekst": ("Oppvekst", "top"),
    "skole": ("Moen skole", "oppvekst"),
}
# name: (number, given name, family name, unit, title, e-mail)
PEOPLE = {
    "rita": ("1001", "Rita", "Rådmann", "top", "kommunedirektør", "rita@dal.example"),
    "siri": ("1002", "Siri", "Fellesen", "top", "rådgiver", "siri@dal.example"),
    "hilde": ("1003", "Hilde", "Personal", "top", "HR-rådgiver", "hilde@dal.example"),
    "ivar": ("1004", "Ivar", "Drift", "top", "IT-konsulent", "ivar@dal.example"),
    "helge": ("1005", "Helge", "Åsen", "helse", "kommunalsjef", "helge@dal.example"),
    "kari": ("1006", "Kari", "Ødegård", "lokentunet", "virksomhetsleder", "kari@dal.example"),
    "dag": ("1007", "Dag", "Ærlig", "lokentunet", "avdelingsleder", None),
    "ola": ("1008", "Ola", "Nordmann", "lokentunet", "sykepleier", "ola@dal.example"),
    "eva": ("1009", "Eva", "Strand", "lokentunet", "sykepleier", "eva@dal.example"),
    "amina": ("1010", "Amina", "Đorđević", "kjokken", "kokk", None),
    "nils": ("1011", "Nils", "O'Brien", "hjemme", "avdelingsleder", "nils@dal.example"),
    "sara": ("1012", "Sara", "Łukaszewska", "skole", "assistent", None),
}
ROLES = [
    ("rita", Role.LEADER, "top"),
    ("siri", Role.CHIEF_EDITOR, "top"),
    ("hilde", Role.HR, "top"),
    ("ivar", Role.IT, "top"),
    ("helge", Role.LEADER, "helse"),
    ("kari", Role.LEADER, "lokentunet"),
    ("dag", Role.DEPUTY, "lokentunet"),
    ("ola", Role.EDITOR, "lokentunet"),
    ("eva", Role.CHIEF_EDITOR, "lokentunet"),
    ("nils", Role.LEADER, "hjemme"),
    ("nils", Role.EDITOR, "hjemme"),
]


def build() -> Any:
    world = SimpleNamespace()
    for key, (name, parent) in UNITS.items():
        above = getattr(world, parent) if parent else None
        setattr(world, key, Unit.objects.create(name=name, parent=above, code=key))
    for key, (number, given, family, unit, title, email) in PEOPLE.items():
        person = User(number=number, given_name=given, family_name=family, email=email)
        person.set_password(PASSWORD)
        person.save()
        setattr(world, key, person)
        Membership.objects.create(user=person, unit=getattr(world, unit), title=title)
    until = timezone.localdate() + timedelta(days=14)
    for holder, role, unit in ROLES:
        getattr(world, unit).give(role, getattr(world, holder), None, ends_on=until if role == Role.DEPUTY else None)
    world.open_page = publish(world.lokentunet, "Vaktordninger", world.eva)
    world.narrow_page = publish(world.lokentunet, "Bare for kjøkkenet", world.eva, narrow(world.kjokken))
    world.leader_page = publish(world.helse, "For ledere", world.siri, Audience.objects.create(roles=",leader,"))
    world.draft_page = Page.start(world.lokentunet, "Ikke ferdig", world.ola, body="<p>utkast</p>")
    world.school_page = publish(world.skole, "Skolens rutiner", world.siri)
    return world


def narrow(*units: Unit, with_below: bool = True) -> Audience:
    audience = Audience.objects.create()
    for unit in units:
        audience.units.create(unit=unit, with_below=with_below)
    return audience


def publish(unit: Unit, title: str, by: Any, audience: Audience | None = None) -> Page:
    page = Page.start(unit, title, by, body=f"<p>{TEXT} {title}.</p>", audience=audience)
    page.publish(by)
    return page


def notice(
    unit: Unit, title: str, by: Any, audience: Audience | None = None, send: bool = True, **fields: Any
) -> Notice:
    made = Notice.start(unit, title, by, f"<p>{TEXT} {title}.</p>", audience=audience, **fields)
    if send:
        made.send(by)
    return made


def must_read(unit: Unit, title: str, by: Any, audience: Audience | None = None, **fields: Any) -> Notice:
    """For the unit with those below, unless it is narrowed otherwise."""
    fields.setdefault("deadline", timezone.localdate() + timedelta(days=7))
    return notice(unit, title, by, audience or narrow(unit), weight=Notice.Weight.MUST_READ, **fields)


def everyone(world: Any) -> list[Any]:
    """The cast, each fetched anew: roles are remembered on a user object."""
    return [User.objects.get(pk=getattr(world, key).pk) for key in PEOPLE]
