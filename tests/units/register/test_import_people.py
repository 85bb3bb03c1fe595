"""People, posts and leaders follow the file of people; posts end and are never deleted."""

import datetime

import pytest
from django.core.management.base import CommandError
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Membership, Role, RoleRecord, Unit
from tests.units.register import exports
from tests.units.register.exports import PEOPLE, UNITS, changed, without
from tests.units.register.outcome import everything, leaders_of, lines, posts_of

pytestmark = pytest.mark.django_db


def test_people_whose_posts_are_all_over_are_not_active(load):
    load()
    per = User.objects.get(number="2007")
    assert per.active_to == datetime.date(2012, 12, 31)
    assert not per.is_active


def test_somebody_who_moves_has_the_old_post_ended_and_a_new_one(load):
    load()
    load(UNITS, changed(PEOPLE, "2005", Enhet="311"))
    assert posts_of("2005") == [("214", "assistent", False), ("311", "assistent", True)]
    assert User.objects.get(number="2005").is_active
    before = everything()
    load(UNITS, changed(PEOPLE, "2005", Enhet="311"))
    assert everything() == before


def test_a_move_in_the_future_happens_on_its_day(load):
    load()
    first = timezone.localdate() + datetime.timedelta(days=40)
    load(UNITS, changed(PEOPLE, "2005", Enhet="311", Startdato=f"{first:%d.%m.%Y}"))
    old, new = Membership.objects.filter(user__number="2005").order_by("pk")
    assert old.ends_on == first - datetime.timedelta(days=1)
    assert new.starts_on == first


def test_an_end_date_ends_the_post_and_the_account_that_day(load):
    load()
    last = timezone.localdate() + datetime.timedelta(days=10)
    load(UNITS, changed(PEOPLE, "2005", Sluttdato=f"{last:%d.%m.%Y}"))
    sara = User.objects.get(number="2005")
    assert (sara.memberships.get().ends_on, sara.active_to, sara.is_active) == (last, last, True)
    load()
    sara.refresh_from_db()
    assert (sara.memberships.get().ends_on, sara.active_to) == (None, None)


def test_one_of_two_posts_may_end(load):
    load()
    people = [row for row in PEOPLE if (row["Ansattnr"], row["Enhet"]) != ("2003", "311")]
    load(UNITS, people)
    ola = User.objects.get(number="2003")
    assert ola.memberships.get(unit__code="311").ends_on == timezone.localdate()
    assert ola.active_to is None


def test_somebody_who_is_not_in_the_file_ends_today_and_may_come_back(load):
    load()
    load(UNITS, without(PEOPLE, "2005"))
    today = timezone.localdate()
    sara = User.objects.get(number="2005")
    assert (sara.memberships.get().ends_on, sara.active_to) == (today, today)
    before = everything()
    load(UNITS, without(PEOPLE, "2005"))
    assert everything() == before
    load()
    sara.refresh_from_db()
    assert (sara.memberships.get().ends_on, sara.active_to) == (None, None)


def test_accounts_without_a_post_are_left_alone(load):
    admin = User.objects.create_superuser("admin", "et langt passord her")
    load()
    admin.refresh_from_db()
    assert admin.is_active


def test_an_export_that_would_end_very_many_is_refused_unless_allowed(load):
    many = [{**PEOPLE[5], "Ansattnr": str(5000 + number)} for number in range(60)]
    load(UNITS, [*PEOPLE, *many])
    before = everything()
    with pytest.raises(CommandError):
        load()
    assert everything() == before
    assert load(UNITS, PEOPLE, "--allow-large-change").status == 0
    assert User.objects.active(timezone.localdate() + datetime.timedelta(days=1)).count() == 6


def test_names_titles_percentages_and_numbers_follow_the_file(load):
    load()
    people = changed(PEOPLE, "2005", Etternavn="Ås", Stilling="vaktmester", Prosent="99,5", Internnr="77")
    load(UNITS, people)
    sara = User.objects.get(number="2005")
    post = sara.memberships.get()
    assert (sara.family_name, sara.internal_number, post.title, post.percent) == ("Ås", "77", "vaktmester", 99.5)
    assert "vaktmester" in post.search_key
    assert User.objects.named("aas sara").get() == sara


def test_an_address_may_go_from_one_person_to_another(load):
    load()
    people = changed(changed(PEOPLE, "2001", e_post="kari@dal.example"), "2002", e_post="rita@dal.example")
    load(UNITS, people)
    assert User.objects.get(number="2001").email == "kari@dal.example"
    load(UNITS, changed(changed(people, "2001", e_post=""), "2004", e_post="KARI@dal.example"))
    assert User.objects.get(number="2004").email == "kari@dal.example"
    assert User.objects.get(number="2001").email is None


def test_an_empty_cell_leaves_the_address_that_somebody_gave(load):
    load()
    User.objects.filter(number="2005").update(email="sara@privat.example")
    load()
    assert User.objects.get(number="2005").email == "sara@privat.example"


def test_an_address_of_an_account_outside_the_register_is_a_fault(load):
    User.objects.create_user("admin", email="kari@dal.example")
    assert lines(load().err) == ["people.csv:3"]


def test_letters_that_an_export_lost_do_not_change_names_that_are_known(load):
    load()
    before = everything()
    load(UNITS.copy(), exports.people(encoding="cp1252-lossy"))
    assert everything() == before


def test_leaders_come_and_go_with_the_column_leder(load):
    load()
    load(UNITS, changed(changed(PEOPLE, "2002", Leder=""), "2006", Leder="x"))
    assert leaders_of("310") == []
    assert leaders_of("214") == ["2006"]
    assert RoleRecord.objects.filter(user__number="2002").count() == 2
    load(UNITS, changed(PEOPLE, "2002", Enhet="311"))
    assert (leaders_of("310"), leaders_of("311"), leaders_of("214")) == ([], ["2002"], [])


def test_a_leader_whom_a_person_made_stays(load):
    load()
    rita, ola = User.objects.get(number="2001"), User.objects.get(number="2003")
    Unit.objects.get(code="310").give(Role.LEADER, ola, rita)
    load()
    assert sorted(leaders_of("310")) == ["2002", "2003"]


def test_without_the_column_leder_nobody_loses_a_role(load):
    load()
    columns = [column for column in exports.COLUMNS if column != "Leder"]
    assert load(UNITS, exports.people(columns=columns)).status == 0
    assert leaders_of("310") == ["2002"]
