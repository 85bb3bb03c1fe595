"""No canary reaches anybody whom the oracle forbids it, by any address, method, person, page or fragment.

And the test of the test: a dozen leaks are planted one after the other, and each must be found.
"""

import re
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from hub.access import GuardedQuerySet
from hub.alerts.models import Alert, AlertTemplate
from hub.database import written
from hub.dialogue.models import Comment, Thread
from hub.people.models import User
from hub.projects.models import Message, Milestone, News, PlanRow, Project, Room, Seat, Task
from hub.search.models import WordGroup
from hub.selfservice.models import Need, ServiceLink
from hub.units.models import Audience, Notice, NoticeFile, Page, PageFile, RegisterRun, Unit
from tests import addresses, oracle
from tests.canaries import bytes_in_place, world  # noqa: F401

pytestmark = pytest.mark.django_db

MISSING = 987654
# Which things an address with a number is asked about; every kind of thing the municipality has.
THINGS = {
    "notices/unit/": Unit,
    "notices/files/": NoticeFile,
    "notices/": Notice,
    "files/notice/": NoticeFile,
    "pages/unit/": Unit,
    "pages/files/": PageFile,
    "pages/": Page,
    "desk/pages/": Page,
    "files/page/": PageFile,
    "dialogue/comments/": Comment,
    "dialogue/": Thread,
    "units/": Unit,
    "people/": User,
    "register/": RegisterRun,
    "alerts/templates/": AlertTemplate,
    "alerts/rule/": Unit,
    "alerts/": Alert,
    "search/words/": WordGroup,
    "projects/unit/": Unit,
    "projects/milestones/": Milestone,
    "projects/news/": News,
    "projects/": Project,
    "rooms/messages/": Message,
    "rooms/seats/": Seat,
    "rooms/tasks/": Task,
    "rooms/plan/": PlanRow,
    "rooms/": Room,
    "services/needs/": Need,
    "services/": ServiceLink,
    "public/units/": Unit,
    "public/pages/": Page,
    "public/notices/": Notice,
    "public/files/page/": PageFile,
    "public/files/notice/": NoticeFile,
}
DIFFERING = (re.compile(rb'name="csrfmiddlewaretoken" value="\w+"'), re.compile(rb'"X-CSRFToken": "\w+"'))


class Undo(Exception):
    pass


def client_of(world, who, htmx=False):
    client = Client(raise_request_exception=False, headers={"HX-Request": "true"} if htmx else None)
    if who != oracle.SIGNED_OUT:
        client.force_login(User.objects.get(pk=getattr(world, who).pk))
    return client


def ask(client, method, address, data=None):
    """Everything that one answer says, header by header, and its status. What the request did is undone."""
    try:
        with transaction.atomic():
            answer = getattr(client, method)(address, data or {})
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            said = "\n".join(f"{key}: {value}" for key, value in answer.headers.items()).encode()
            said += b"\n".join(f"{m.subject}{m.body}{m.to}".encode() for m in mail.outbox)
            raise Undo
    except Undo:
        mail.outbox.clear()
        return answer.status_code, body, said


def numbered(name, route, world):
    """The address for every thing it could be about, and for one that does not exist."""
    model = next(kind for start, kind in THINGS.items() if route.startswith(start))
    given = addresses.arguments(name, world, "lokentunet")
    return {pk: addresses.reverse(name, kwargs=given | {"pk": pk}) for pk in [*pks(model), MISSING]}


def pks(model):
    return model._base_manager.order_by("pk").values_list("pk", flat=True)


def patterns():
    return [(name, route) for name, route in addresses.patterns() if name not in ("healthz", "readyz")]


def places(world, only=None):
    """(name, {pk: address}) of every address; those without a number are asked once."""
    for name, route in patterns():
        if only is None or name in only:
            if ":pk>" in route:
                yield name, numbered(name, route, world)
            else:
                yield name, {None: addresses.reverse(name, kwargs=addresses.arguments(name, world, "-"))}


def scan(world, people, methods=("get", "post"), htmx=(False, True), only=None):
    """What is wrong in the answers: canaries that leak, and hidden things that are told from missing ones."""
    wrong = []
    for who in people:
        for as_htmx in htmx:
            client = client_of(world, who, as_htmx)
            for name, at in places(world, only):
                for method in methods if not as_htmx else methods[:1]:
                    wrong += judge(world, who, client, method, name, at)
    return wrong


def judge(world, who, client, method, name, at):
    wrong, missing = [], None
    for pk, address in sorted(at.items(), key=lambda item: item[0] != MISSING):
        status, body, said = ask(client, method, address)
        leaked = world.canaries.leaked(body + said, who)
        if leaked:
            wrong.append((who, method, name, pk, "leaks", leaked[:3]))
        if status >= 500:
            wrong.append((who, method, name, pk, "fails", status))
        if pk == MISSING:
            missing = (status, same(body, address))
        elif missing and status in (403, 404) and missing[0] == 404 and (status, same(body, address)) != missing:
            wrong.append((who, method, name, pk, "is told from a missing one", status))
    return wrong


def same(body, address):
    for form in DIFFERING:
        body = form.sub(b"", body)
    return body.replace(address.encode(), b"")


@pytest.mark.parametrize("who", oracle.EVERYBODY)
def test_nobody_reads_what_the_rules_forbid(world, who):
    assert scan(world, [who]) == []


SEARCHES = ["/search/?q={}", "/search/?q={}&kind=page", "/people/?q={}", "/people/?q=&unit={}", "/units/?q={}"]


@pytest.mark.parametrize("who", ["sara", "amina", "nils", "hilde"])
def test_a_search_for_what_is_hidden_finds_what_a_search_for_nothing_finds(world, who):
    client = client_of(world, who)
    for search in SEARCHES:
        nothing = same(ask(client, "get", search.format("CANARY999Q"))[1].replace(b"CANARY999Q", b""), "-")
        for token in world.canaries.hidden_from(who):
            found = same(ask(client, "get", search.format(token))[1].replace(token.encode(), b""), "-")
            assert found == nothing, (search, token)


@pytest.mark.parametrize("who", ["sara", "amina", "ola", "kari", "nils", "siri"])
def test_a_unit_shows_each_page_that_the_rules_allow(world, who):
    """Nothing leaks from a page that shows nothing: what one may read must also be there, neither more nor fewer."""
    client = client_of(world, who)
    for unit in (world.lokentunet, world.helse, world.skole):
        body = ask(client, "get", f"/units/{unit.pk}/")[1].decode()
        listed = {int(pk) for pk in re.findall(r'href="/pages/(\d+)/"', body)}
        mine = [p for p in world.pages if p.unit_id == unit.pk]
        readable = {p.pk for p in mine if may_read(world, p, who)}
        assert listed & {p.pk for p in mine} <= readable
        translations = {p.pk for p in world.pages if p.original_id in listed}  # reached from the page itself
        assert readable <= listed | translations or may_write(world, unit, who)


def may_read(world, page, who):
    title = Page._base_manager.get(pk=page.pk).title
    return world.canaries.rules[title](who)


def may_write(world, unit, who):
    key = next(key for key in oracle.PARENT if getattr(world, key).pk == unit.pk)
    return oracle.may_write(who, key)


# The leaks that must be found


def everything(self, user, verb):
    return self.all()


def all_rows(self, user_or_day=None):
    return self.all()


@contextmanager
def patched(owner, name, value):
    before = owner.__dict__.get(name)
    setattr(owner, name, value)
    written.forget()  # the texts of queries that the code as it was has written
    try:
        yield
    finally:
        setattr(owner, name, before) if before is not None else delattr(owner, name)
        written.forget()


def only_live(self, user, verb):
    return self.live()


def any_writer(self, user, verb):
    return self.all() if Unit.objects.allowing(user, "edit").exists() else GuardedQuerySet.allowing(self, user, verb)


def by_page(self, user, verb):
    return GuardedQuerySet.allowing(self, user, verb)


def plant():
    """(what it is, how it is planted, which addresses show it, who would see it)."""
    rows, files, users, runs, units, audiences, notices, links = (
        type(model.objects.all()) for model in (Page, PageFile, User, RegisterRun, Unit, Audience, Notice, ServiceLink)
    )
    out = oracle.SIGNED_OUT
    return [
        ("every page for everybody", lambda: patched(rows, "allowing", everything), ["page", "front"], "sara"),
        ("the audience is not asked", lambda: patched(rows, "allowing", only_live), ["page", "unit"], "sara"),
        ("an editor next door may write", lambda: patched(rows, "allowing", any_writer), ["page-edit"], "nils"),
        ("a list of pages is not narrowed", lambda: patched(rows, "visible_to", all_rows), ["unit"], "sara"),
        ("a file is given by its number", lambda: patched(files, "allowing", everything), ["page-file"], "sara"),
        ("a file is shown too early", lambda: patched(files, "allowing", by_page), ["page-file"], "sara"),
        ("those who left are listed", lambda: patched(users, "active", all_rows), ["person-list"], "sara"),
        ("every audience reaches everybody", lambda: patched(audiences, "reaching", all_rows), ["page"], "sara"),
        ("the export is open to all", lambda: patched(runs, "allowing", everything), ["register-file"], "sara"),
        ("a hidden unit's writers are all", lambda: patched(units, "allowing", everything), ["page-history"], "sara"),
        ("every notice for everybody", lambda: patched(notices, "allowing", everything), ["notice"], "sara"),
        ("who is reached is open to all", lambda: patched(notices, "allowing", everything), ["notice-reach"], "nils"),
        ("what is published is public", lambda: patched(rows, "allowing", only_live), ["public-page"], out),
        ("what is published is in the feed", lambda: patched(rows, "allowing", only_live), ["public-atom"], out),
        ("what is sent is in the feed", lambda: patched(notices, "allowing", only_live), ["public-unit-json"], out),
        ("every link for everybody", lambda: patched(links, "allowing", everything), ["services"], "sara"),
        ("every link is opened", lambda: patched(links, "allowing", everything), ["service-open"], "sara"),
        ("attachments are public", lambda: patched(files, "allowing", by_page), ["public-page-file"], out),
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(18))
def test_a_planted_leak_is_found(world, number):
    what, planted, where, who = plant()[number]
    assert scan(world, [who], ["get"], [False], where) == [], "clean before"
    with planted():
        assert scan(world, [who], ["get"], [False], where), what


def test_a_fragment_leaks_as_loudly_as_a_page(world):
    with patched(type(Page.objects.all()), "allowing", everything):
        assert scan(world, ["sara"], ["get"], [True], ["page"])
