"""Who is mentioned by a name or a number after an @, and who is not, and what is said about that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.dialogue.models import Comment, Mention
from hub.people.models import User
from hub.units.models import Membership, Page

pytestmark = pytest.mark.django_db


def say(world, text, by=None):
    return world.thread.say(text, by or world.ola)


def mentioned(comment):
    return sorted(comment.mentions.values_list("user__number", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "@1010", "Hei @1010.", "@Amina Đorđević", "@amina đorđević, kom", "(@Amina Đorđević)", "Spør @Amina Đorđević.",
        "To ganger: @1010 og @Amina Đorđević", "@Amina Đorđević kommer i morgen", "linje\n@1010\nlinje",
    ],
)  # fmt: skip
def test_a_number_or_a_whole_name_mentions(world, text):
    comment = say(world, text)
    assert mentioned(comment) == ["1010"] and comment.unmentioned == []


@pytest.mark.parametrize("text", ["amina@1010.no", "@", "@ 1010", "a@1010", "https://x.no/@1010", "@@1010"])
def test_what_only_looks_like_it_mentions_nobody(world, text):
    assert mentioned(say(world, text)) == []


@pytest.mark.parametrize("text", ["@Amina", "@Đorđević Amina", "@9999", "@Ingen Sånn"])
def test_what_names_nobody_says_so(world, text):
    comment = say(world, text)
    assert mentioned(comment) == [] and len(comment.unmentioned) == 1


def test_names_of_every_kind(world):
    names = [("Łukasz", "Żółć"), ("Máret", ""), ("Nils Per", "O'Brien-Ås"), ("Jo", "van der Berg")]
    for number, (given, family) in enumerate(names):
        person = User.objects.create(number=f"30{number}", given_name=given, family_name=family)
        Membership.objects.create(user=person, unit=world.lokentunet)
        assert mentioned(say(world, f"Hei @{given} {family}".strip() + ", du?")) == [f"30{number}"], given


def test_who_may_not_see_it_is_not_mentioned_and_the_writer_is_told(world, client_of):
    comment = say(world, "Hei @Sara Łukaszewska og @1011 og @Eva Strand")
    assert mentioned(comment) == ["1009"]
    assert [world.sara.name in comment.unmentioned[0], world.nils.name in comment.unmentioned[1]] == [True, True]
    told = client_of(world.ola).post(
        f"/dialogue/{world.thread.pk}/write/", {"body": "@Sara Łukaszewska"}, follow=True
    )  # fmt: skip
    assert [m.level_tag for m in told.context["messages"]] == ["success", "warning"]


def test_two_of_the_same_name_are_told_apart_by_number(world, client_of):
    for number in ("4001", "4002"):
        person = User.objects.create(number=number, given_name="Per", family_name="Hansen")
        Membership.objects.create(user=person, unit=world.lokentunet)
    comment = say(world, "@Per Hansen")
    assert mentioned(comment) == [] and len(comment.unmentioned) == 1
    second = say(world, "@4002 kommer")
    assert mentioned(second) == ["4002"]
    page = client_of(world.eva).get(world.notice.get_absolute_url()).content.decode()
    assert "@Per Hansen</a> kommer" in page
    part = client_of(world.ola).get(f"/dialogue/{world.thread.pk}/people/?q=hans").content.decode()
    assert 'data-typed="4001"' in part and 'data-typed="4002"' in part


def test_who_has_left_is_not_mentioned_and_whoever_was_is_still_named(world, client_of):
    comment = say(world, "Takk, @Dag Ærlig")
    User.objects.filter(pk=world.dag.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    assert mentioned(comment) == ["1007"]
    assert mentioned(say(world, "Takk, @Dag Ærlig")) == []
    page = client_of(world.eva).get(world.notice.get_absolute_url()).content.decode()
    assert "@Dag Ærlig" in page and f"/people/{world.dag.pk}/" not in page


def test_a_change_takes_mentions_along(world):
    comment = say(world, "@1010 og @1009")
    kept = comment.mentions.get(user=world.eva).at
    comment.rewrite("@1009 og @1007", world.ola)
    assert mentioned(comment) == ["1007", "1009"] and comment.mentions.get(user=world.eva).at == kept


def test_nobody_mentions_themselves_nor_the_whole_unit_at_once(world):
    assert mentioned(say(world, "@1008")) == []
    for number in range(14):
        person = User.objects.create(number=f"50{number}", given_name="Vikar", family_name=f"Nr{number}")
        Membership.objects.create(user=person, unit=world.lokentunet)
    comment = say(world, " ".join(f"@50{number}" for number in range(14)))
    assert comment.mentions.count() == 10 and len(comment.unmentioned) == 4


def suggested(client, thread, typed):
    answer = client.get(f"/dialogue/{thread.pk}/people/", {"q": typed})
    return answer.content.decode().count('role="option"') if answer.status_code == 200 else answer.status_code


def test_only_people_who_may_see_it_are_suggested(world, client_of):
    ola = client_of(world.ola)
    assert [suggested(ola, world.thread, typed) for typed in ("ami", "sara", "nils", "siri", "a")] == [1, 0, 0, 1, 0]
    assert suggested(client_of(world.sara), world.thread, "ami") == 404
    world.notice.set_up(world.kari, comments_open=False)
    assert suggested(client_of(world.ola), world.thread, "ami") == 404


def test_whoever_is_suggested_may_see_it(world):
    page = Page.objects.get(pk=world.narrow_page.pk)
    for thing in (world.notice, page, world.leader_page, world.open_page):
        for person in thing.readers():
            assert thing.allows(person, "view"), (thing, person)


def test_a_mention_in_what_is_hidden_is_gone_with_it(world, client_of):
    comment = say(world, "Hei @1010")
    comment.hide(world.kari, "x")
    assert Mention.objects.count() == 1
    assert "Hei" not in client_of(world.amina).get(world.notice.get_absolute_url()).content.decode()
    assert Comment.objects.get().text_for(world.amina) == ""
