"""The three faces of the permission question give one answer, for everybody in the cast and every verb."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hub.alerts.models import Alert, AlertTemplate
from hub.dialogue.models import Comment, Thread
from hub.people.models import User
from hub.projects.models import (
    Decision,
    MediaChecklist,
    Message,
    Milestone,
    News,
    PlanRow,
    Project,
    Room,
    Seat,
    Task,
)
from hub.selfservice.models import Need, Openings, ServiceChange, ServiceLink
from hub.selfservice.models.openings import week_of
from hub.units.models import (
    Audience,
    Membership,
    Notice,
    NoticeFile,
    Page,
    PageCare,
    PageFinding,
    PageLink,
    PageRevision,
    RegisterRun,
    Unit,
)
from hub.units.models.roles import VERBS
from tests import world as cast
from tests.alerts.conftest import prepare, sent, written

GUARDED = [Unit, Page, PageRevision, Membership, RegisterRun, User, Notice, NoticeFile, Thread, Comment]
GUARDED += [PageCare, PageFinding, PageLink, Need, ServiceLink, ServiceChange]
GUARDED += [PageCare, PageFinding, PageLink]
GUARDED += [Project, Milestone, News, Room, Seat, Message, Task, Decision, PlanRow, MediaChecklist]
GUARDED += [Alert, AlertTemplate]
ASKED = sorted(VERBS | {"comment", "moderate", "hide", "post", "remove", "rollcall"})


@pytest.fixture
def world(db):
    world = cast.build()
    RegisterRun.objects.create(by=world.hilde, units_file=b"", people_file=b"")
    add_notices(world)
    add_comments(world)
    add_services(world)
    add_projects(world)
    add_alerts(world)
    for page in Page.objects.all():
        PageCare.objects.create(page=page, kind="postponed", by=world.siri, reason="x")
        PageFinding.objects.create(page=page, kind="heavy", number=60)
        PageLink.objects.create(page=page, address="/borte/", is_unknown=True)
    return world


def add_projects(world):
    """Open, closed and hidden ones, one of them archived, with everything that hangs from them."""
    for is_open, is_hidden, shows_plan in [(1, 0, 0), (0, 0, 0), (0, 0, 1), (0, 1, 1)]:
        said = {"goal": "x", "starts_on": timezone.localdate()}
        made = Project.start(
            world.lokentunet, "x", world.kari, is_open=bool(is_open), is_hidden=bool(is_hidden), **said
        )
        made.show_plan(bool(shows_plan), world.kari)
        made.room.seat(world.amina, "member", world.kari)
        made.room.seat(world.sara, "reader", world.kari)
        made.plan("x", timezone.localdate(), world.kari)
        made.tell("x", "x", world.kari)
        Message.post(made.room, "x", world.amina)
        Message.post(made.room, "y", world.amina).remove(world.kari)
        Task.add(made.room, "x", world.amina)
        Decision.record(made.room, world.kari, what="x", decided_by="x", decided_on=timezone.localdate())
        MediaChecklist.answer(PlanRow.add(made.room, world.kari, audience="x", message="x"), world.kari, reach="x")
    made.room.archive(world.kari)


def add_alerts(world):
    """Of the whole, of a unit with and without those below, sent and not; Sara leads in a crisis, Nils in Helse."""
    prepare(world)
    sent(world)
    sent(world, [world.lokentunet], world.nils, unit=world.helse)
    Alert.objects.create(unit=world.helse, author=world.nils, audience=cast.narrow(world.helse, with_below=False))
    alone = Alert.start(world.top, world.sara, [(world.lokentunet, False)], title="Bare her")
    alone.send(world.sara)
    alone.end(world.sara, "Over")
    written(world, [world.skole])
    for unit, by in ((world.top, world.sara), (world.helse, world.nils)):
        AlertTemplate.objects.create(unit=unit, name="Brann", title="Brann", changed_by=by)


def add_comments(world):
    """Under what is open and what is closed, on notices and a page that somebody of another unit owns."""
    world.narrow_page.comments_open, world.narrow_page.owner = True, world.sara
    world.narrow_page.save()
    for thing in [*world.notices, world.narrow_page]:
        first = Comment.objects.create(thread=thing.thread, number=1, author=world.amina, body="a")
        Comment.objects.create(thread=thing.thread, number=2, author=world.ola, parent=first, body="b")
        Comment.objects.create(thread=thing.thread, number=3, author=world.dag, body="c").hide(world.kari, "d")
    first.hide(world.kari, "e")
    Notice.objects.filter(pk=world.notices[2].pk).update(comments_open=False)


def add_services(world):
    """Links for all and for some, one of a merged unit and one that was taken away; opened here and there."""
    need = Need.add("Syk eller borte", by=world.siri)
    gone = world.lokentunet.add_below("Vaskeriet", by=world.kari)
    kept = {"need": need, "address": "/units/", "about": "x"}
    links = [
        ServiceLink.add(unit, world.siri, title=f"Lenke {unit}", **kept) for unit in (world.top, gone, world.skole)
    ]
    gone.merge_into(world.hjemme, by=world.helge)
    links[2].narrow(world.siri, [(world.skole, True)], [])
    ServiceLink.add(world.lokentunet, world.eva, title="Borte", **kept).remove(world.eva, "x")
    for number, link in enumerate(links, start=3):
        for unit in (world.top, world.kjokken, world.skole):
            week = week_of(timezone.localdate())
            Openings.objects.create(kind="link", key=link.pk, unit=unit, week=week, times=number)


def add_notices(world):
    leaders = Audience.objects.create(roles=",leader,")
    world.notices = [
        cast.notice(world.top, "Til alle", world.siri),
        cast.notice(world.helse, "Til ledere", world.siri, leaders),
        cast.must_read(world.lokentunet, "Må leses", world.kari),
        cast.must_read(world.lokentunet, "Kjøkkenet må lese", world.kari, cast.narrow(world.kjokken)),
        cast.must_read(world.skole, "Skolen må lese", world.siri, cast.narrow(world.skole, with_below=False)),
        cast.notice(world.skole, "Ikke sendt", world.siri, cast.narrow(world.skole), send=False),
    ]
    kept = {"content_type": "text/plain", "size": 1, "added_by": world.kari, "content": "x"}
    world.notices[0].show_world(world.siri)
    world.open_page.show_world(world.eva)
    for notice in world.notices:
        for shown_at in (None, notice.sent_at):
            NoticeFile.objects.create(notice=notice, name="x.txt", shown_at=shown_at, **kept)


@pytest.mark.parametrize("model", GUARDED)
def test_allows_agrees_with_allowing(world, model):
    for person in [*cast.everyone(world), AnonymousUser()]:
        for verb in ASKED:
            allowed = set(model.objects.allowing(person, verb))
            assert {row for row in model.objects.all() if row.allows(person, verb)} == allowed, (person, verb)


def test_addressees_agree_with_reaching(world):
    audiences = [
        cast.narrow(world.helse),
        cast.narrow(world.helse, with_below=False),
        cast.narrow(world.kjokken, world.skole),
        Audience.objects.create(),
        Audience.objects.create(roles=",leader,"),
        Audience.objects.create(roles=",editor,it,"),
    ]
    both = cast.narrow(world.lokentunet)
    both.roles = ",editor,"
    both.save()
    for audience in [*audiences, both]:
        reached = {p for p in cast.everyone(world) if Audience.objects.reaching(p).filter(pk=audience.pk).exists()}
        assert set(audience.addressees()) == reached
    assert set(both.addressees()) == {world.ola}


def test_addressees_of_a_notice_agree_with_who_is_meant_and_who_sees_it(world):
    for notice in world.notices:
        addressees = set(notice.addressees()) if notice.is_live else set()
        for person in cast.everyone(world):
            meant = Notice.objects.meant_for(person).filter(pk=notice.pk).exists()
            sees = Notice.objects.visible_to(person).filter(pk=notice.pk).exists()
            answers = notice.allows(person, "reach") or notice.allows(person, "edit")
            assert meant == (person in addressees), (notice, person)
            assert sees == (meant or answers), (notice, person)


def test_the_rules_in_words(world):
    sees = lambda person: set(Page.objects.visible_to(User.objects.get(pk=person.pk)))  # noqa: E731
    assert world.narrow_page in sees(world.amina)
    assert world.narrow_page not in sees(world.sara)
    assert world.narrow_page in sees(world.ola)  # editors see what they edit
    assert world.leader_page in sees(world.kari) and world.leader_page not in sees(world.ola)
    assert world.draft_page in sees(world.ola) and world.draft_page not in sees(world.amina)
    assert world.open_page in sees(world.sara)


def test_who_may_see_what_is_talked_about_is_the_same_asked_of_people_and_of_things(world):
    for kind in (Page, Notice):
        for thing in kind.with_readers(kind.objects.all()):
            seen_by = set(thing.viewers().values_list("pk", flat=True))
            for person in cast.everyone(world):
                assert (person.pk in seen_by) == kind.objects.visible_to(person).filter(pk=thing.pk).exists(), (
                    thing, person,
                )  # fmt: skip


def test_whom_an_alert_concerns_agrees_with_who_is_addressed_and_who_sees_it(world):
    for alert in Alert.objects.all():
        addressees = set(alert.addressees())
        for person in cast.everyone(world):
            assert alert.concerns(person) == (person in addressees), (alert, person)
            sees = Alert.objects.visible_to(person).filter(pk=alert.pk).exists()
            answers = alert.allows(person, "rollcall")
            assert sees == ((person in addressees and alert.sent_at is not None) or answers), (alert, person)
