"""Filling an empty database with the demo municipality. It takes seconds, so there are few tests and each asks much."""

import re

import pytest
from django.contrib.auth import authenticate
from django.db.models import Count, F, Q
from django.utils import timezone

from hub.demo import content
from hub.demo.fill import PASSWORD, fill
from hub.dialogue.models import Comment, Mention, Reaction
from hub.people.models import User
from hub.units.models import Notice, Page, PageFile, PageRevision, RegisterRun, Role, RoleRecord, Unit, UnitUserGrant
from hub.units.register.plan import make_plan

pytestmark = pytest.mark.django_db
TEXTS = content.pages()
CAST = content.table("cast")["person"]


def test_the_demo_fills_an_empty_database_and_only_that(settings):
    settings.DEMO = True
    fill()
    counted = counts()
    assert (counted["people"], counted["units"], counted["pages"]) == (1380, 49, len(TEXTS))
    check_register()
    check_pages()
    check_roles()
    check_cast()
    check_dialogue()
    fill()
    assert counts() == counted


def test_outside_demo_mode_nobody_gets_a_password(settings):
    settings.DEMO = False
    fill()
    assert not [person for person in User.objects.iterator() if person.has_usable_password()]


def counts():
    models = {"people": User, "units": Unit, "pages": Page, "revisions": PageRevision, "files": PageFile}
    models |= {"grants": UnitUserGrant, "records": RoleRecord, "runs": RegisterRun}
    return {name: model.objects.count() for name, model in models.items()}


def check_register():
    run = RegisterRun.objects.get()
    assert run.state == RegisterRun.State.APPLIED
    assert make_plan(bytes(run.units_file), bytes(run.people_file)).is_empty


def check_pages():
    now, today = timezone.now(), timezone.localdate()
    live = Page.objects.live()
    states = [version.state for text in TEXTS for version in text.versions if version.days == text.versions[-1].days]
    assert live.count() == len(TEXTS) - len([t for t in TEXTS if t.versions[-1].state == "scheduled" or len_draft(t)])
    assert "scheduled" in states and "draft" in states
    assert Page.objects.filter(publish_at__gt=now, scheduled__isnull=False).count() == states.count("scheduled")
    assert not live.filter(Q(published_at__gt=now) | Q(reviewed_at__gt=now)).exists()
    assert not live.exclude(published_at=F("current__at")).exists()
    assert 5 <= live.filter(review_on__lte=today).count() <= len(TEXTS) / 3, "some are due for review, most are not"
    assert Page.objects.annotate(n=Count("revisions__by", distinct=True)).filter(n__gt=1).exists()
    assert live.filter(audience__roles__contains=",leader,").exists()
    assert live.filter(audience__units__with_below=False).exists()
    behind = [page for page in Page.objects.filter(original__isnull=False).select_related("original") if page.is_behind]
    assert 1 <= len(behind) < Page.objects.filter(original__isnull=False).count(), "some translations lag behind"
    ahead = live.filter(draft__saved_at__gt=F("published_at"))
    assert [page.title for page in ahead] == [
        t.versions[-1].title for t in TEXTS if t.versions[-1].state == "draft" and not len_draft(t)
    ]
    check_addresses()
    assert not PageFile.objects.filter(content_type__startswith="image/", alt="").exists()


def len_draft(text):
    return len(text.versions) == 1 and text.versions[0].state == "draft"


def check_addresses():
    """Everything that a text links to or shows is there, and no pointer was left in one."""
    bodies = "".join(
        [*Page.objects.values_list("body", flat=True), *PageRevision.objects.values_list("body", flat=True)]
    )
    for word, model in (("pages", Page), ("units", Unit), ("files/page", PageFile)):
        numbers = {int(number) for number in re.findall(rf'"/{word}/(\d+)/', bodies)}
        assert numbers and model.objects.filter(pk__in=numbers).count() == len(numbers), word
    assert not re.findall(r'(?:href|src)="(?:page|unit|help|content):', bodies)


def check_roles():
    chief_editors = UnitUserGrant.objects.filter(role=Role.CHIEF_EDITOR)
    assert 0.6 < chief_editors.count() / Unit.objects.count() < 0.75, "about two thirds; the others are vacant"
    assert UnitUserGrant.objects.filter(role=Role.LEADER).count() == 47
    assert RoleRecord.objects.count() == UnitUserGrant.objects.count()
    given_by = UnitUserGrant.objects.exclude(role__in=[Role.LEADER, Role.IT]).values_list("given_by", flat=True)
    assert None not in given_by, "somebody may give each role, and did"


def check_dialogue():
    said = Comment.objects.values_list("thread", flat=True).distinct()
    assert (
        Notice.objects.live().filter(thread__in=said).count() == 3 and Page.objects.filter(thread__in=said).count() == 1
    )
    assert Comment.objects.exclude(parent=None).exists() and Comment.objects.exclude(hidden_at=None).exists()
    assert Mention.objects.exists() and Reaction.objects.exists()
    assert not Comment.objects.filter(created_at__gt=timezone.now()).exists()


def check_cast():
    for person in CAST:
        user = authenticate(None, username=person["number"], password=PASSWORD)
        assert user and user.is_active, person
        assert user.language == person.get("language", "nb")
        assert user.memberships.in_force().exists()
        for held in person.get("roles", []):
            assert user in Unit.objects.get(code=held["unit"]).holders(held["role"])
