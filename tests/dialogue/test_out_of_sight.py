"""Where the thing is not seen, nothing of what was said about it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.dialogue.models import Reaction, Thread
from hub.units.models import Notice
from tests import world as cast
from tests.dialogue.talking import hide, open_up, page_of

pytestmark = pytest.mark.django_db


def everywhere(client, world, comment):
    """Every place that could speak of the comment, as one text."""
    places = [
        "/notices/", f"/notices/unit/{world.lokentunet.pk}/", "/", world.notice.get_absolute_url(),
        comment.get_absolute_url(), f"/dialogue/{world.thread.pk}/", f"/dialogue/{world.thread.pk}/new/",
        f"/dialogue/{world.thread.pk}/people/?q=am", f"/dialogue/comments/{comment.pk}/answer/",
    ]  # fmt: skip
    return [client.get(place) for place in places]


@pytest.mark.parametrize("how", ["withdrawn", "narrowed", "over"])
def test_when_the_thing_is_gone_for_a_reader_its_comments_are_nowhere(world, client_of, how):
    comment = world.thread.say("Kommentaren min", world.dag)
    client = client_of(world.amina)
    assert any("Kommentaren min" in answer.content.decode() for answer in everywhere(client, world, comment))
    if how == "withdrawn":
        world.notice.withdraw(world.kari, "Feil")
    elif how == "narrowed":
        world.notice.aim([(world.hjemme, True)], [])
    else:
        Notice.objects.filter(pk=world.notice.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    answers = everywhere(client_of(world.amina), world, comment)
    assert not any("Kommentaren min" in answer.content.decode() for answer in answers)
    assert [answer.status_code for answer in answers][3:] == [404] * 6
    assert client.post(f"/dialogue/comments/{comment.pk}/react/", {"kind": "thanks", "on": "1"}).status_code == 404
    assert client.post(f"/dialogue/{world.thread.pk}/follow/", {"wish": "all"}).status_code == 404
    assert not Reaction.objects.exists()


def test_a_page_that_moves_takes_its_comments_along(world, client_of):
    page = open_up(world.narrow_page)
    comment = page.thread.say("Blir med", world.amina)
    page.move_to(world.helse, world.siri)
    assert "Blir med" in page_of(client_of(world.amina), page)
    assert hide(client_of(world.ola), comment).status_code == 404, "the former unit's editor"
    assert hide(client_of(world.helge), comment).status_code == 302


def test_who_has_left_is_still_named_and_no_longer_linked(world, client_of):
    comment = world.thread.say("Takk for alt", world.dag)
    type(world.dag).objects.filter(pk=world.dag.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    shown = page_of(client_of(world.amina), world.notice)
    assert "Dag Ærlig" in shown and f"/people/{world.dag.pk}/" not in shown and comment.body in shown


def test_a_draft_that_is_discarded_leaves_no_thread(world):
    unsent = cast.notice(world.lokentunet, "Ikke sendt", world.kari, send=False)
    assert Thread.objects.count() == 2
    unsent.discard(world.kari)
    assert Thread.objects.count() == 1
