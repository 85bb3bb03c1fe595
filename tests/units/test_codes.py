"""Who makes a one-time code for whom, and the slip it is printed on."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from hub.people.models import OneTimeCode, User
from hub.units.models import Membership, Role
from hub.units.models.helping import helped_by, helps
from tests import world as cast

# maker: everybody of the cast for whom they may make a code.
MAKES_FOR = {
    "rita": {"siri", "helge", "kari", "dag", "ola", "eva", "amina", "nils", "sara"},  # not HR and IT
    "siri": set(),
    "hilde": {"rita", "siri", "helge", "kari", "dag", "ola", "eva", "amina", "nils", "sara"},  # not IT
    "ivar": {"rita", "siri", "hilde", "helge", "kari", "dag", "ola", "eva", "amina", "nils", "sara"},
    "helge": {"kari", "dag", "ola", "eva", "amina", "nils"},
    "kari": {"dag", "ola", "eva", "amina"},
    "dag": {"ola", "eva", "amina"},  # not the leader whom he stands in for
    "ola": set(),
    "eva": set(),
    "amina": set(),
    "nils": set(),
    "sara": set(),
}


@pytest.fixture
def world(db, settings):
    settings.SITE_URL = "https://hub.dal.example"
    return cast.build()


def fresh(person):
    return User.objects.get(pk=person.pk)


def make(maker, person):
    client = Client()
    client.force_login(maker)
    return client.post(f"/people/{person.pk}/code/")


def printed(answer):
    return re.search(r'id="one-time-code">([A-Z2-9]{5}-[A-Z2-9]{5})<', answer.content.decode())[1]


@pytest.mark.parametrize("maker", cast.PEOPLE)
def test_who_makes_a_code_for_whom(world, maker):
    for name in cast.PEOPLE:
        may = name in MAKES_FOR[maker]
        assert make(getattr(world, maker), getattr(world, name)).status_code == (200 if may else 404), name
        assert helps(fresh(getattr(world, maker)), getattr(world, name)) is may


def test_a_code_from_the_page_opens_the_account_and_is_on_record(world, client):
    code = printed(make(world.kari, world.amina))
    made = OneTimeCode.objects.get()
    assert (made.user, made.made_by) == (world.amina, world.kari) and made.made_at.date() == timezone.now().date()
    assert client.post("/code/", {"number": "1010", "code": code}).status_code == 302


def test_asking_makes_none(world, client):
    client.force_login(world.kari)
    assert client.get(f"/people/{world.amina.pk}/code/").status_code == 200
    assert not OneTimeCode.objects.exists()


def test_the_slip_has_all_that_is_needed_and_the_qr_code_no_code(world):
    page = make(world.kari, world.amina)
    text = page.content.decode()
    code = printed(page)
    for part in ("hub.dal.example/code/", "1010", "Amina Đorđević", code):
        assert part in text
    picture = unquote(re.search(r'src="(data:image/svg[^"]+)"', text)[1])
    assert picture.startswith("data:image/svg+xml") and "style=" not in picture
    assert code not in picture and "no-store" in page["Cache-Control"]


def test_the_qr_code_leads_to_the_code_page_with_the_number(world, monkeypatch):
    drawn = []
    import segno

    real = segno.make
    monkeypatch.setattr("hub.units.slips.segno.make", lambda text, **more: drawn.append(text) or real(text, **more))
    make(world.kari, world.amina)
    assert drawn == ["https://hub.dal.example/code/?number=1010"]


def test_the_slip_speaks_the_persons_language(world):
    User.objects.filter(pk=world.amina.pk).update(language="en")
    assert 'id="slip" lang="en"' in make(world.kari, world.amina).content.decode()


def test_a_second_post_elsewhere_brings_a_second_leader_and_none_above_it(world):
    Membership.objects.create(user=world.amina, unit=world.hjemme, title="vikar")
    assert make(world.nils, world.amina).status_code == 200
    assert make(world.nils, world.ola).status_code == 404


def test_a_post_that_is_over_brings_nobody(world):
    world.amina.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert make(world.kari, world.amina).status_code == 404
    assert make(world.hilde, world.amina).status_code == 200  # without a post: those who keep the whole register


@pytest.mark.parametrize("role", [Role.HR, Role.IT, Role.CHIEF_EDITOR, Role.LEADER, Role.CRISIS_LEAD])
def test_a_leader_does_not_help_somebody_who_holds_more_than_the_leader(world, role):
    assert make(world.kari, world.amina).status_code == 200
    world.top.take(Role.CHIEF_EDITOR, world.siri, None)
    world.top.give(role, world.amina, None)
    assert make(world.kari, world.amina).status_code == 404


def test_a_role_that_has_not_begun_counts_and_one_that_is_over_does_not(world):
    soon = timezone.localdate() + timedelta(days=3)
    world.skole.give(Role.EDITOR, world.amina, None, starts_on=soon)
    assert make(world.kari, world.amina).status_code == 404
    world.amina.unit_grants.update(starts_on=None, ends_on=timezone.localdate() - timedelta(days=1))
    assert make(world.kari, world.amina).status_code == 200


def test_a_deputy_whose_period_is_over_makes_none(world):
    assert make(world.dag, world.amina).status_code == 200
    world.dag.unit_grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert make(world.dag, world.amina).status_code == 404


def test_it_everywhere_is_helped_by_no_it_on_a_unit(world):
    User.objects.filter(pk=world.amina.pk).update(is_superuser=True)
    assert make(world.ivar, world.amina).status_code == 404
    User.objects.filter(pk=world.ola.pk).update(is_superuser=True)
    assert make(fresh(world.ola), world.amina).status_code == 200


def test_the_set_costs_the_same_however_many_people_there_are(world, django_assert_num_queries):
    maker = fresh(world.kari)
    list(helped_by(maker))
    with django_assert_num_queries(1):
        list(helped_by(maker))


def test_a_slip_that_was_kept_back_opens_nothing_once_the_person_may_do_more_than_who_made_it(world, client):
    code = printed(make(world.kari, world.amina))
    client.force_login(world.ivar)
    sent = {"who": "1010", "person": world.amina.pk, "role": Role.IT}
    assert client.post(f"/units/{world.top.pk}/roles/give/", sent).status_code == 302
    answer = Client().post("/code/", {"number": "1010", "code": code})
    assert answer.status_code == 422


def test_a_slip_from_somebody_who_could_still_make_it_goes_on_working(world, client):
    code = printed(make(world.hilde, world.amina))
    client.force_login(world.kari)
    sent = {"who": "1010", "person": world.amina.pk, "role": Role.EDITOR}
    assert client.post(f"/units/{world.kjokken.pk}/roles/give/", sent).status_code == 302
    assert Client().post("/code/", {"number": "1010", "code": code}).status_code == 302
