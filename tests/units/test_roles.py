"""Roles of a unit: who holds them, who gives and takes them, and whose duties a vacant post's are."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Role, RoleRecord
from hub.units.models.roles import GIVEN_BY, MAY, held_roles
from hub.units.models.tree import Refused
from tests import world as cast

# On Løkentunet: who gives which role.
GIVES = {
    Role.LEADER: {"ivar", "rita", "helge"},
    Role.DEPUTY: {"ivar", "rita", "helge", "kari"},
    Role.CHIEF_EDITOR: {"ivar", "rita", "siri", "helge", "kari", "dag"},
    Role.EDITOR: {"rita", "siri", "helge", "kari", "dag", "eva"},
    Role.HANDLER: {"rita", "helge", "kari", "dag"},
    Role.HR: {"ivar", "hilde"},
    Role.CRISIS_LEAD: {"ivar", "rita", "helge", "kari"},
    Role.IT: {"ivar"},
}
UNTIL = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def world(db):
    return cast.build()


def client_for(person):
    client = Client()
    client.force_login(person)
    return client


def fresh(person):
    return User.objects.get(pk=person.pk)


def give(giver, unit, role, person, **more):
    sent = {"who": person.number, "person": person.pk, "role": role, "ends_on": UNTIL.strftime("%d.%m.%Y")}
    sent |= more.get("sent", {})
    return client_for(giver).post(f"/units/{unit.pk}/roles/give/", sent)


def take(taker, grant):
    return client_for(taker).post(f"/units/{grant.content_object_id}/roles/{grant.pk}/take/")


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("giver", cast.PEOPLE)
def test_who_gives_and_takes_which_role(world, giver, role):
    world.lokentunet.take(Role.CHIEF_EDITOR, world.eva, None)
    if giver == "eva":
        world.lokentunet.give(Role.CHIEF_EDITOR, world.eva, None)
    may = giver in GIVES[role]
    person = world.amina if giver == "sara" else world.sara
    if giver == "eva" and role == Role.CHIEF_EDITOR:
        return
    answer = give(getattr(world, giver), world.lokentunet, role, person)
    held = world.lokentunet.user_grants.filter(user=person, role=role)
    assert held.exists() is may and (answer.status_code == 302) is may
    grant = held.first() or world.lokentunet.give(role, person, None, ends_on=UNTIL)
    assert take(getattr(world, giver), grant).status_code == (302 if may else 404)
    assert held.exists() is not may


def test_nobody_gives_what_they_do_not_have(world):
    """Whoever may give a role holds all that it may, there. The exceptions stand in GIVEN_BY's comment."""
    for person in cast.everyone(world):
        for unit in (world.top, world.helse, world.lokentunet, world.kjokken, world.skole):
            verbs = {verb for role, path in held_roles(person) if unit.path.startswith(path) for verb in MAY[role]}
            for role in GIVEN_BY:
                if unit.may_give(role, person) and role != Role.CRISIS_LEAD and "administer" not in verbs:
                    assert MAY[role] - {"profile"} <= verbs, (person, unit, role)


def test_a_leader_gives_nothing_beside_or_above(world):
    for unit in (world.hjemme, world.helse, world.top, world.skole):
        assert give(world.kari, unit, Role.EDITOR, world.sara).status_code == 404
    assert give(world.kari, world.kjokken, Role.LEADER, world.amina).status_code == 302


def test_a_role_holds_at_once_and_ends_at_once(world):
    sara = client_for(world.sara)
    page = f"/people/{world.amina.pk}/code/"
    assert sara.get(page).status_code == 404
    give(world.helge, world.lokentunet, Role.LEADER, world.sara)
    assert sara.get(page).status_code == 200
    take(world.helge, world.lokentunet.user_grants.get(user=world.sara))
    assert sara.get(page).status_code == 404


def test_a_role_holds_for_its_days_only(world):
    soon = timezone.localdate() + timedelta(days=5)
    give(world.kari, world.lokentunet, Role.EDITOR, world.sara, sent={"starts_on": soon.strftime("%d.%m.%Y")})
    assert not world.lokentunet.allows(fresh(world.sara), "edit")
    world.sara.unit_grants.update(starts_on=timezone.localdate())
    assert world.lokentunet.allows(fresh(world.sara), "edit")
    world.sara.unit_grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert not world.lokentunet.allows(fresh(world.sara), "edit")


def test_it_is_on_record_who_gave_and_who_took(world):
    give(world.kari, world.lokentunet, Role.EDITOR, world.sara)
    take(world.dag, world.lokentunet.user_grants.get(user=world.sara))
    kept = RoleRecord.objects.filter(user=world.sara).order_by("pk")
    assert [(row.given, row.by, row.ends_on) for row in kept] == [(True, world.kari, UNTIL), (False, world.dag, UNTIL)]
    assert set(kept) <= set(client_for(world.kari).get(f"/units/{world.lokentunet.pk}/roles/").context["records"])


def test_the_record_is_for_those_who_give(world):
    page = client_for(world.amina).get(f"/units/{world.lokentunet.pk}/roles/")
    assert page.status_code == 200 and not page.context["records"]
    assert b'id="records"' not in page.content and b'id="give"' not in page.content


# The post of chief editor


def test_one_holds_the_post_at_a_time(world):
    refused = give(world.kari, world.lokentunet, Role.CHIEF_EDITOR, world.sara)
    assert refused.status_code == 422 and "Eva Strand" in str(refused.context["form"].errors)
    take(world.kari, world.lokentunet.user_grants.get(role=Role.CHIEF_EDITOR))
    assert give(world.kari, world.lokentunet, Role.CHIEF_EDITOR, world.sara).status_code == 302


def test_a_post_promised_from_a_later_day_is_taken(world):
    post = world.lokentunet.user_grants.filter(role=Role.CHIEF_EDITOR)
    post.update(starts_on=timezone.localdate() + timedelta(days=9))
    assert give(world.kari, world.lokentunet, Role.CHIEF_EDITOR, world.sara).status_code == 422


@pytest.mark.parametrize("over", ["ended", "left"])
def test_a_post_whose_time_is_over_or_whose_holder_has_left_is_free(world, over):
    if over == "ended":
        world.eva.unit_grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    else:
        User.objects.filter(pk=world.eva.pk).update(is_enabled=False)
    assert vacancy(world, world.kari).is_vacant
    assert give(world.kari, world.lokentunet, Role.CHIEF_EDITOR, world.sara).status_code == 302
    assert world.lokentunet.user_grants.get(role=Role.CHIEF_EDITOR).user == world.sara
    assert RoleRecord.objects.filter(user=world.eva, given=False, by=world.kari).exists()


def vacancy(world, reader, unit=None):
    lines = client_for(reader).get(f"/units/{(unit or world.lokentunet).pk}/roles/").context["lines"]
    return next(line for line in lines if line.role == Role.CHIEF_EDITOR)


def test_a_vacant_post_says_to_whom_its_duties_fall(world):
    kitchen = vacancy(world, world.amina, world.kjokken)
    assert kitchen.is_vacant and (kitchen.stands_in.user, kitchen.stands_in.content_object) == (
        world.eva,
        world.lokentunet,
    )
    world.lokentunet.take(Role.CHIEF_EDITOR, world.eva, None)
    assert vacancy(world, world.amina, world.kjokken).stands_in.user == world.siri
    world.top.take(Role.CHIEF_EDITOR, world.siri, None)
    assert vacancy(world, world.amina, world.kjokken).stands_in is None


# Finding the person


@pytest.mark.parametrize("who", ["1012", "Łuk", "lukasz", "sara", "  SARA  "])
def test_the_person_is_found_by_number_and_any_part_of_the_name(world, who):
    page = client_for(world.kari).get(f"/units/{world.lokentunet.pk}/roles/", {"who": who})
    assert page.context["people"] == [world.sara]
    assert "assistent, Moen skole" in page.content.decode()


def test_the_person_is_found_by_address(world):
    page = client_for(world.kari).get(f"/units/{world.lokentunet.pk}/roles/", {"who": "NILS@dal.example"})
    assert page.context["people"] == [world.nils]


def test_only_roles_that_one_may_give_are_offered(world):
    page = client_for(world.eva).get(f"/units/{world.lokentunet.pk}/roles/", {"who": "1012"})
    assert [value for value, _ in page.context["form"].fields["role"].choices] == [Role.EDITOR]


TOGETHER_NOT = [
    {"ends_on": "1.1.2020"}, {"ends_on": "31.02.2030"}, {"starts_on": "1.1.2099"}, {"role": "king"}, {"person": ""},
    {"person": "99999"}, {"person": "x"}, {"role": Role.DEPUTY, "ends_on": ""},
]  # fmt: skip


@pytest.mark.parametrize("sent", TOGETHER_NOT)
def test_what_does_not_hold_together_is_told_and_nothing_is_given(world, sent):
    answer = give(world.kari, world.lokentunet, Role.EDITOR, world.sara, sent=sent)
    assert answer.status_code == 422 and b'id="error-summary"' in answer.content
    assert not world.sara.unit_grants.exists() and not RoleRecord.objects.filter(user=world.sara).exists()


def test_somebody_who_has_left_gets_no_role(world):
    User.objects.filter(pk=world.sara.pk).update(is_enabled=False)
    assert give(world.kari, world.lokentunet, Role.EDITOR, world.sara).status_code == 422
    with pytest.raises(Refused):
        world.lokentunet.give(Role.EDITOR, fresh(world.sara), None)


def test_in_a_closed_unit_nothing_is_given_but_roles_can_be_taken(world):
    world.kjokken.give(Role.EDITOR, world.sara, None)
    world.kjokken.closed_on = timezone.localdate()
    world.kjokken.save()
    assert give(world.kari, world.kjokken, Role.EDITOR, world.ola).status_code == 422
    assert take(world.kari, world.kjokken.user_grants.get()).status_code == 302


def test_a_grant_of_another_unit_is_not_taken_through_this_one(world):
    grant = world.hjemme.user_grants.get(role=Role.EDITOR)
    assert client_for(world.kari).post(f"/units/{world.lokentunet.pk}/roles/{grant.pk}/take/").status_code == 404
    assert world.hjemme.user_grants.filter(pk=grant.pk).exists()


def test_the_page_costs_the_same_with_one_and_with_twenty(world, django_assert_max_num_queries):
    client = client_for(world.amina)
    path = f"/units/{world.kjokken.pk}/roles/"
    with django_assert_max_num_queries(8) as few:
        client.get(path)
    for i in range(20):
        person = User.objects.create(number=f"7{i:03}", given_name=f"Per {i}", family_name="Berg")
        world.kjokken.give(Role.EDITOR, person, None)
    with django_assert_max_num_queries(len(few)):
        client.get(path)
