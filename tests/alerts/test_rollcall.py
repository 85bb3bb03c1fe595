"""The roll-call adds up, is seen by those who answer for people, and keeps who said what."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.alerts.models import Answer
from hub.alerts.rollcall import rollcall_of, scope_of
from hub.units.models import Membership
from tests.alerts.conftest import sent, written


def test_a_leader_answers_for_somebody_and_it_is_kept_who_did(world, client_of):
    alert = sent(world, [world.lokentunet])
    client = client_of(world.kari)
    page = client.get(f"/alerts/{alert.pk}/rollcall/").content.decode()
    assert 'data-people="5" data-heard="0"' in page and "Đorđević" in page and "Brien" not in page
    client.post(f"/alerts/{alert.pk}/rollcall/{world.amina.pk}/", {"state": "away"})
    client.post(f"/alerts/{alert.pk}/rollcall/{world.amina.pk}/", {"state": "safe"})
    said = Answer.objects.filter(user=world.amina).order_by("pk")
    assert [(answer.state, answer.by) for answer in said] == [("away", world.kari), ("safe", world.kari)]
    assert 'data-people="5" data-heard="1"' in client.get(f"/alerts/{alert.pk}/rollcall/").content.decode()


@pytest.mark.parametrize("who", ["amina", "ola", "eva", "siri", "hilde", "ivar"])
def test_others_do_not_see_it_and_answer_for_nobody(world, client_of, who):
    alert = sent(world)
    client = client_of(getattr(world, who))
    assert client.get(f"/alerts/{alert.pk}/rollcall/").status_code == 404
    assert client.get(f"/alerts/{alert.pk}/rollcall/sheet/").status_code == 404
    answer = client.post(f"/alerts/{alert.pk}/rollcall/{world.amina.pk}/", {"state": "safe"})
    assert answer.status_code == 404 and not Answer.objects.exists()


def test_a_leader_answers_for_nobody_outside_the_own_tree(world, client_of):
    alert = sent(world)
    for person in (world.helge, world.siri):
        answer = client_of(world.kari).post(f"/alerts/{alert.pk}/rollcall/{person.pk}/", {"state": "safe"})
        assert answer.status_code == 404
    assert 'data-people="12"' in client_of(world.sara).get(f"/alerts/{alert.pk}/rollcall/").content.decode()


def test_a_closed_roll_call_takes_no_answers(world, client_of):
    alert = sent(world)
    alert.end(world.sara, "Over")
    client_of(world.kari).post(f"/alerts/{alert.pk}/rollcall/{world.amina.pk}/", {"state": "safe"})
    client_of(world.amina).post(f"/alerts/{alert.pk}/{alert.version}/read/", {"answer": "safe"})
    assert not Answer.objects.exists()


def test_who_is_outside_the_area_can_neither_see_read_nor_answer(world, client_of):
    alert = sent(world, [world.lokentunet], on_screens=False)
    client = client_of(world.siri)
    assert client.get(f"/alerts/{alert.pk}/").status_code == 404
    assert client.post(f"/alerts/{alert.pk}/1/read/", {"answer": "safe"}).status_code == 404
    for address in ("/", "/alerts/", "/alerts/now/"):
        assert alert.title not in client.get(address).content.decode()
    assert alert.title not in client_of(None).get("/alerts/now/").content.decode()


def test_the_sheet_has_a_line_for_everybody(world, client_of):
    alert = sent(world, [world.helse])
    page = client_of(world.sara).get(f"/alerts/{alert.pk}/rollcall/sheet/").content.decode()
    assert page.count('<th scope="row">') == 7


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_numbers_add_up_to_the_active_people_of_the_area(world, data):
    """Whatever posts people hold, whoever answers how often: everybody is counted once."""
    people = [getattr(world, key) for key in ("kari", "dag", "ola", "amina", "nils", "sara", "siri")]
    units = [world.top, world.helse, world.lokentunet, world.kjokken, world.hjemme, world.skole]
    alert = written(world, data.draw(st.none() | st.lists(st.sampled_from(units), min_size=1, max_size=3, unique=True)))
    alert.send(world.sara)
    for person, unit in data.draw(st.lists(st.tuples(st.sampled_from(people), st.sampled_from(units)), max_size=5)):
        Membership.objects.create(user=person, unit=unit, percent=data.draw(st.integers(1, 100)))
    answers = st.lists(st.tuples(st.sampled_from(people), st.sampled_from(Answer.State.values)), max_size=8)
    for person, state in data.draw(answers):
        person = type(person).objects.get(pk=person.pk)  # whose places were not read before
        if alert.concerns(person):
            Answer.give(alert, person, state, person)
    call = rollcall_of(alert, scope_of(world.sara, alert, None)[0])
    assert call.all.people == alert.addressees().count()
    assert sum((group.counts for group in call.groups), Counter()) == call.all.counts
    assert sum(n for _state, _label, n, _colour in call.all.numbers) == call.all.people
    Membership.objects.filter(percent__lt=100).delete()
