"""A municipality in which every text, file name and file carries a string of its own, and who may read each one.

A canary in an answer to somebody whom the oracle forbids it is a leak, wherever it stands: title, header, file, mail.
"""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from hub.alerts.models import Acknowledgement, Alert, AlertTemplate
from hub.dialogue.models import Comment
from hub.feeds.models import settle
from hub.findable.writing import rebuild
from hub.outbox.models import Letter
from hub.people.models import OneTimeCode, Session, User
from hub.projects.models import Decision, MediaChecklist, Message, PlanRow, Project, Task
from hub.search.models import MissedSearch, Pin, WordGroup
from hub.selfservice.models import Need, ServiceLink
from hub.units.models import (
    Audience,
    Membership,
    Notice,
    NoticeFile,
    NoticeTranslation,
    OutsideAddress,
    Page,
    PageCare,
    PageFile,
    PageFinding,
    PageLink,
    Receipt,
    RegisterRun,
    Reminder,
    Role,
)
from tests import oracle
from tests import world as cast

FORM = re.compile(rb"canary\d{3}q", re.IGNORECASE)


SEATED = {"kari": "lead", "amina": "member", "sara": "reader"}


class Canaries:
    """Hands out canaries and remembers who may read each: `c(oracle.employees)` -> "CANARY007Q"."""

    def __init__(self):
        self.rules = {}

    def __call__(self, rule):
        token = f"CANARY{len(self.rules):03d}Q"
        self.rules[token] = rule
        return token

    def leaked(self, raw, who):
        """The canaries in these bytes that `who` may not read."""
        found = {match.decode().upper() for match in FORM.findall(raw)}
        return sorted(token for token in found if token in self.rules and not self.rules[token](who))

    def hidden_from(self, who):
        return [token for token, rule in self.rules.items() if not rule(who)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        made.shown, made.file = made.pages[0], made.files[0]
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def bytes_in_place(world, own_files):
    """Every test starts with an empty folder of files; the world is older than the test."""
    for file in [*world.files, *world.notice_files]:
        if not file.content.storage.exists(file.content.name):
            file.content.storage.save(file.content.name, ContentFile(world.bytes[file.pk, file.address]))


def build():
    c = Canaries()
    world = cast.build()
    world.canaries = c
    _mark_units(world, c)
    _mark_people(world, c)
    _mark_pages(world, c)
    _mark_notices(world, c)
    _mark_public(world, c)
    world.run = RegisterRun.objects.create(
        by=world.hilde,
        units_file=c(oracle.registrars).encode(),
        people_file=c(oracle.registrars).encode(),
        report={"faults": [{"file": c(oracle.registrars), "line": 1, "sentence": c(oracle.registrars)}]},
    )
    _mark_dialogue(world, c)
    _mark_services(world, c)
    _mark_projects(world, c)
    _mark_search(world, c)
    _mark_letters(world, c)
    _mark_alerts(world, c)
    return world


def _mark_alerts(world, c):
    """Ivar is crisis lead: one alert for the kitchen alone, one that is not sent, and a text that is ready."""
    world.top.give(Role.CRISIS_LEAD, world.ivar, None)
    told, kept = oracle.alerted("kjokken"), oracle.only("ivar")
    kitchen = [(world.kjokken, True)]
    words = {name: c(told) for name in ("title", "text", "instructions")}
    world.alert = Alert.start(world.top, world.ivar, kitchen, on_screens=False, **words)
    world.alert.send(world.ivar)
    world.alert.update(world.ivar, c(told))
    Acknowledgement.give(world.alert, world.amina, world.alert.version)  # whose pages it would lie over
    Alert.start(world.top, world.ivar, kitchen, title=c(kept), text=c(kept), instructions=c(kept))
    over = Alert.start(world.top, world.ivar, kitchen, on_screens=False, title=c(told))
    over.send(world.ivar)
    over.end(world.ivar, c(told))
    ready = {name: c(oracle.only("ivar", "siri")) for name in ("name", "title", "text", "instructions")}
    world.ready = AlertTemplate.objects.create(unit=world.top, changed_by=world.ivar, **ready)


def _mark_dialogue(world, c):
    """What is said under each notice, and under two pages; and what was hidden, which its writer alone reads."""
    for thing, rule in [(notice, c.rules[notice.title]) for notice in world.unit_notices]:
        _talk(world, c, thing, rule)
    for page in world.pages[:2]:
        page.comments_open = True
        page.save(update_fields=["comments_open"])
        _talk(world, c, page, c.rules[Page.objects.get(pk=page.pk).title])
    world.thread = world.notice.thread
    world.comment = world.thread.comments.get(author=world.amina, parent=None, hidden_at=None)


def _talk(world, c, thing, rule):
    """A comment that stands with an answer, one that was hidden with its answer standing, and one taken back."""
    thread = thing.thread
    said = {"thread": thread, "author": world.amina}
    stands = Comment.objects.create(number=1, body=c(lambda who: rule(who) or who == "amina"), **said)
    Comment.objects.create(number=2, parent=stands, body=c(rule), thread=thread, author=world.eva)
    hidden = Comment.objects.create(number=3, body=c(oracle.only("amina")), **said)
    Comment.objects.create(number=4, parent=hidden, body=c(rule), thread=thread, author=world.eva)
    moderators = oracle.writers_of("lokentunet")
    hidden.hide(world.ola, c(lambda who: who == "amina" or moderators(who)))
    back = Comment.objects.create(number=5, body=c(oracle.only("eva")), thread=thread, author=world.eva)
    back.hide(world.eva)
    thread.last = 5
    thread.save()


def _mark_services(world, c):
    """What one can get done: a link for all that leads nowhere now, one for some, one that was taken away."""
    unit, eva, keepers = world.lokentunet, world.eva, oracle.publishers_of("lokentunet")
    world.need = Need.add(c(oracle.keepers_of_the_whole), by=world.siri)
    world.need.rename(c(oracle.employees), by=world.siri)
    world.service = link(world, c, oracle.offered("lokentunet"))
    OutsideAddress.objects.filter(pk=world.service.outside_id).update(broken_since=timezone.now())
    link(world, c, oracle.offered("lokentunet", "kjokken")).narrow(eva, [(world.kjokken, True)], [])
    link(world, c, keepers).remove(eva, c(keepers))
    assert unit.service_links.count() == 3


def link(world, c, rule):
    keepers = oracle.publishers_of("lokentunet")
    first = of_link(world, c, keepers)  # what it was before: told on its history
    made = ServiceLink.add(world.lokentunet, world.eva, **first)
    made.change(world.eva, 1, **of_link(world, c, rule))
    return made


def of_link(world, c, rule):
    said = {name: c(rule) for name in ("title", "about", "keywords")}
    return said | {"address": f"https://elsewhere.example/{c(rule)}", "need": world.need}


def _mark_projects(world, c):
    """A project that all may read of with an open room, one with a closed room, and one that is only its members'."""
    for place, (is_open, is_hidden) in enumerate([(True, False), (False, False), (False, True)]):
        seated = oracle.only(*SEATED)
        outside, inside = (seated if is_hidden else oracle.employees), (oracle.employees if is_open else seated)
        said = {"goal": c(outside), "meaning": c(outside), "contact": c(outside), "starts_on": timezone.localdate()}
        made = Project.start(world.lokentunet, c(outside), world.kari, is_open=is_open, is_hidden=is_hidden, **said)
        for who, part in SEATED.items():
            made.room.seat(getattr(world, who), part, world.kari)
        milestone = made.plan(c(outside), timezone.localdate(), world.kari)
        news = made.tell(c(outside), f"<p>{c(outside)}</p>", world.kari)
        news.thread.say(c(outside), world.amina)
        message = Message.post(made.room, c(inside), world.amina)
        Message.post(made.room, c(inside), world.kari, to=message)
        message.pin(world.kari)
        Message.post(made.room, c(oracle.nobody), world.amina).remove(world.kari)
        task = Task.add(made.room, c(inside), world.kari, responsible=world.amina, due_on=timezone.localdate())
        on_record = {"why": c(inside), "decided_by": c(inside), "decided_on": timezone.localdate()}
        Decision.record(made.room, world.kari, what=c(inside), **on_record)
        said = {"message": c(inside), "channel_note": c(inside), "channel": PlanRow.Channel.MEDIA}
        row = PlanRow.add(made.room, world.kari, audience=c(inside), due_on=timezone.localdate(), **said)
        MediaChecklist.answer(row, world.amina, **{name: c(inside) for name in MediaChecklist.POINTS})
        if place == 1:
            world.plan_row = row
            world.project, world.room, world.milestone, world.news = made, made.room, milestone, news
            world.message, world.task, world.seat = message, task, made.room.seats.get(user=world.amina)


def _mark_letters(world, c):
    """What a letter is about and where it goes is for nobody; what kind of error it met, for those who run the hub."""
    over = timezone.now() + timedelta(days=1)
    for state, fault in (("waiting", c(oracle.only("ivar"))), ("failed", c(oracle.only("ivar"))), ("sent", "")):
        key, to = c(oracle.nobody), f"{c(oracle.nobody)}@dal.example"
        Letter.objects.create(
            kind="digest", key=key, user=world.kari, to=to, state=state, fault=fault, over_at=over, sent_at=over,
            about={"counts": {c(oracle.nobody): 1}, "new": 1},
        )  # fmt: skip


def _mark_search(world, c):
    """The index holds everything that was made above, and what people keep for the search."""
    kitchen = oracle.readers("lokentunet", works_within="kjokken")
    keepers = oracle.keepers_of_the_whole
    world.words = WordGroup.objects.create(words=f"{c(keepers)}, {c(keepers)}")
    MissedSearch.objects.create(words=c(keepers), day=timezone.localdate())
    Pin.put(world.pages[1], c(kitchen), by=world.eva)  # who may see the page finds it by the phrase
    rebuild()


def _mark_units(world, c):
    for key in cast.UNITS:
        unit = getattr(world, key)
        named_by = oracle.anybody if key in oracle.NAMED_OUTSIDE else oracle.employees
        unit.name = f"{unit.name} {c(named_by)}"
        unit.about, unit.place = c(oracle.employees), c(oracle.employees)
        unit.save()
        unit.note("renamed", world.rita, was=c(oracle.employees), now=c(oracle.employees))


def _mark_people(world, c):
    for key in cast.PEOPLE:
        person = getattr(world, key)
        person.preferred_name = f"{person.given_name} {c(oracle.employees)}"
        person.internal_number = c(oracle.employees)
        person.save()
        Session.objects.create(
            session_key=f"canary-session-{key}", session_data="", expire_date=timezone.now() + timedelta(days=1),
            user=person, browser=c(oracle.only(key)),
        )  # fmt: skip
        OneTimeCode.objects.create(
            user=person, code_hash=c(oracle.nobody), made_by=world.kari, made_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=14),
        )  # fmt: skip
    world.gone = User.objects.create(
        number="1900", given_name=c(oracle.nobody), family_name=c(oracle.nobody), internal_number=c(oracle.nobody),
        active_to=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    Membership.objects.create(user=world.gone, unit=world.lokentunet, title=c(oracle.nobody))


def _mark_pages(world, c):
    unit, eva, siri = world.lokentunet, world.eva, world.siri
    world.pages, world.files, world.notice_files, world.bytes = [], [], [], {}
    everyone = page(world, c, unit, eva, oracle.readers("lokentunet"))
    kitchen = oracle.readers("lokentunet", works_within="kjokken")
    narrow = page(world, c, unit, eva, kitchen, audience=cast.narrow(world.kjokken))
    page(world, c, unit, eva, oracle.readers("lokentunet"), parent=narrow)  # its breadcrumb must not name the parent
    page(world, c, unit, eva, kitchen, parent=everyone, audience=cast.narrow(world.kjokken))
    page(world, c, unit, eva, kitchen, original=everyone, language="en", audience=cast.narrow(world.kjokken))
    leaders = Audience.objects.create(roles=",leader,")
    page(world, c, world.helse, siri, oracle.readers("helse", role="leader"), audience=leaders)
    page(world, c, world.skole, siri, oracle.readers("skole", works_within="skole"), audience=cast.narrow(world.skole))
    writers = oracle.writers_of("lokentunet")
    page(world, c, unit, world.ola, writers, publish=False)
    expired = page(world, c, unit, eva, writers)
    Page.objects.filter(pk=expired.pk).update(unpublish_at=timezone.now() - timedelta(minutes=1))
    page(world, c, unit, eva, writers).withdraw(eva)
    scheduled = page(world, c, unit, eva, writers, publish=False)
    scheduled.schedule(timezone.now() + timedelta(days=1), None, eva)
    for made in world.pages:
        _mark_upkeep(made, c)
    newer = everyone.draft
    everyone.save_draft(c(writers), f"<p>{c(writers)}</p>", world.ola, newer.number)


def _mark_upkeep(made, c):
    """What the desk knows of a page is for those who write it, and due now, so that every list has something."""
    writers = next(oracle.writers_of(key) for key in cast.UNITS if key == made.unit.code)
    PageCare.objects.create(page=made, kind="postponed", by=made.created_by, reason=c(writers))
    PageFinding.objects.create(page=made, kind="heading", said=c(writers))
    outside = f"https://elsewhere.example/{c(writers)}"
    PageLink.objects.create(page=made, address=f"/{c(writers)}/", words=c(writers), is_unknown=True)
    kept = OutsideAddress.objects.create(
        key=OutsideAddress.key_of(outside), address=outside, host="elsewhere.example", broken_since=timezone.now()
    )
    PageLink.objects.create(page=made, address=outside, outside=kept)
    Page.objects.filter(pk=made.pk, current__isnull=False).update(review_on=timezone.localdate() - timedelta(days=9))


def page(world, c, unit, by, rule, publish=True, files=None, **fields):
    """A page with a canary in every text: an old revision, the published one, a picture's description, a file."""
    files = files or rule
    writers = next(oracle.writers_of(key) for key in cast.UNITS if getattr(world, key).pk == unit.pk)
    made = Page.start(unit, c(writers), by, body=f"<h2>{c(writers)}</h2>", **fields)
    made._put_away(made.draft, note=c(writers))
    made.save_draft(c(rule), f"<h2>{c(rule)}</h2><p>{c(rule)}</p>", by, made.draft.number)
    add_file(world, c, made, files, "text/plain", "txt")
    add_file(world, c, made, files, "image/png", "png")
    if publish:
        made.publish(by, note=c(writers))
    add_file(world, c, made, writers, "text/plain", "ny.txt")  # for the next version: not yet for readers
    world.pages.append(made)
    return made


def add_file(world, c, page, rule, content_type, ending):
    token, name = c(rule).encode(), f"{c(rule)}.{ending}"
    content = ContentFile(token, name=name)
    kept = {"name": name, "alt": c(rule), "content": content, "content_type": content_type, "size": len(token)}
    file = PageFile.objects.create(page=page, added_by=page.created_by, **kept)
    world.files.append(file)
    world.bytes[file.pk, "page"] = token
    return file


def _mark_notices(world, c):
    unit, eva = world.lokentunet, world.eva
    writers, kitchen = oracle.writers_of("lokentunet"), oracle.asked("lokentunet", "kjokken")
    notice(world, c, oracle.readers("lokentunet"))
    notice(world, c, oracle.readers("lokentunet", works_within="kjokken"), audience=cast.narrow(world.kjokken))
    asked = {"weight": Notice.Weight.MUST_READ, "deadline": timezone.localdate() + timedelta(days=7)}
    world.notice = notice(world, c, kitchen, audience=cast.narrow(world.kjokken), **asked)
    world.notice_file = world.notice.files.order_by("pk").first()
    NoticeTranslation.write(world.notice, "en", c(kitchen), f"<p>{c(kitchen)}</p>", eva)
    Receipt.confirm(world.notice, world.amina, world.notice.current.number)
    about_amina = oracle.answers_for("kjokken")
    note = c(lambda who: who == "amina" or about_amina(who))
    Receipt.record(world.notice, [world.amina], "told", timezone.localdate(), world.kari, note)
    Reminder.give(world.notice, [world.amina], world.kari)
    notice(world, c, writers, send=False)
    notice(world, c, writers, send=False).send(eva, timezone.now() + timedelta(days=1))
    over = notice(world, c, writers)
    Notice.objects.filter(pk=over.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    notice(world, c, writers).withdraw(eva, c(writers))
    world.unit_notices = list(unit.notices.order_by("pk"))
    assert len(world.unit_notices) == 7


def notice(world, c, rule, send=True, unit="lokentunet", files=None, **fields):
    """A notice with a canary in its former text, its present one, a file that came with it and one for the next."""
    writers, by = oracle.writers_of(unit), world.eva if unit == "lokentunet" else world.siri
    made = Notice.start(getattr(world, unit), c(oracle.nobody), by, body=f"<p>{c(oracle.nobody)}</p>", **fields)
    made.rewrite(c(rule), f"<h2>{c(rule)}</h2>", by, 1)
    add_notice_file(world, c, made, files or rule)
    if send:
        made.send(by)
    add_notice_file(world, c, made, writers)
    return made


def _mark_public(world, c):
    """What the world reads, with files that it does not, and what it reads no more."""
    unit, siri, inside = world.skole, world.siri, oracle.readers("skole")
    made = world.public_page = page(world, c, unit, siri, oracle.anybody, files=inside)
    world.public_file = add_file(world, c, made, oracle.anybody, "image/png", "png")
    link = f'<a href="{world.pages[1].get_absolute_url()}">{c(oracle.anybody)}</a>'
    body = f'<p>{link}</p><img src="{world.public_file.get_absolute_url()}" alt="{c(oracle.anybody)}">'
    made.save_draft(c(oracle.anybody), body, siri, made.draft.number)
    made.publish(siri)
    made.files.filter(name__endswith="ny.txt").update(shown_at=None)  # still for the next version
    made.show_world(siri)
    said = world.public_notice = notice(world, c, oracle.anybody, unit="skole", files=inside)
    world.public_notice_file = add_notice_file(world, c, said, oracle.anybody, "image/png", "png")
    NoticeFile.objects.filter(pk=world.public_notice_file.pk).update(shown_at=timezone.now())
    body = f'<img src="{world.public_notice_file.get_absolute_url()}" alt="{c(oracle.anybody)}">'
    said.rewrite(c(oracle.anybody), body, siri, said.current.number)
    said.files.filter(pk=said.files.order_by("pk")[1].pk).update(shown_at=None)
    NoticeTranslation.write(said, "en", c(oracle.anybody), f"<p>{c(oracle.anybody)}</p>", siri)
    said.show_world(siri)
    settle()
    writers = oracle.writers_of("skole")
    for gone in [page(world, c, unit, siri, writers), notice(world, c, writers, unit="skole")]:
        gone.show_world(siri)
        settle()
        gone.withdraw(siri, *[c(writers)][: isinstance(gone, Notice)])
    narrowed = page(world, c, unit, siri, oracle.readers("skole", works_within="skole"))
    narrowed.show_world(siri)
    narrowed.narrow([(unit, True)], [])
    over = notice(world, c, writers, unit="skole")
    over.show_world(siri)
    Notice.objects.filter(pk=over.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    page(world, c, unit, siri, writers, publish=False).show_world(siri)
    notice(world, c, writers, send=False, unit="skole").show_world(siri)


def add_notice_file(world, c, notice, rule, content_type="text/plain", ending="txt"):
    token, name = c(rule).encode(), f"{c(rule)}.{ending}"
    content = ContentFile(token, name=name)
    kept = {"name": name, "content": content, "content_type": content_type, "size": len(token)}
    file = NoticeFile.objects.create(notice=notice, added_by=world.eva, **kept)
    world.notice_files.append(file)
    world.bytes[file.pk, "notice"] = token
    return file
