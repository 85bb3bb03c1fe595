"""Comments and answers: written, changed and closed, on notices and pages alike."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.dialogue.models import Comment, Reaction
from hub.dialogue.models.comments import FRESH, LONGEST
from hub.units.models import Page
from tests import world as cast
from tests.dialogue.talking import answer, open_up, page_of, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["notice", "page"])
def test_a_comment_stands_under_its_thing_and_is_led_to(world, client_of, kind):
    thing = world.notice if kind == "notice" else open_up(world.narrow_page)
    client = client_of(world.amina)
    done = write(client, thing, "Når begynner det?")
    comment = Comment.objects.get()
    assert done.headers["Location"] == f"/dialogue/comments/{comment.pk}/"
    assert client.get(done.headers["Location"]).headers["Location"] == (
        f"{thing.get_absolute_url()}#comment-{comment.pk}"
    )
    assert "Når begynner det?" in page_of(client, thing)
    for hidden_from in (world.sara, world.nils):
        theirs = client_of(hidden_from)
        assert theirs.get(f"/dialogue/comments/{comment.pk}/").status_code == 404
        assert write(theirs, thing, "Hei").status_code == 404
        assert answer(theirs, comment, "Hei").status_code == 404
    assert write(client_of(), thing, "Hei").headers["Location"].startswith("/sign-in/")
    assert Comment.objects.count() == 1


def test_answers_lie_one_level_deep(world, client_of):
    first = world.thread.say("Først", world.amina)
    answer(client_of(world.ola), first, "Svar")
    reply = Comment.objects.get(body="Svar")
    answer(client_of(world.amina), reply, "Svar på svaret")
    assert Comment.objects.get(body="Svar på svaret").parent == first


def test_the_same_form_sent_twice_is_one_comment_and_another_persons_is_another(world, client_of):
    for who in (world.amina, world.amina, world.ola):
        assert write(client_of(who), world.notice, "Hei", key="abc").status_code == 302
    assert [comment.author for comment in Comment.objects.all()] == [world.amina, world.ola]


@pytest.mark.parametrize("body", ["", "  \n ", "\u200b\u202e", "\x07"])
def test_nothing_is_no_comment(world, client_of, body):
    assert write(client_of(world.amina), world.notice, body).status_code == 422
    assert not Comment.objects.exists()


def test_too_long_is_refused_and_stays_in_the_field(world, client_of):
    text = "å" * (LONGEST + 1)
    refused = write(client_of(world.amina), world.notice, text)
    assert refused.status_code == 422
    assert text in refused.content.decode()


# Closed


@pytest.mark.parametrize("kind", ["notice", "page"])
def test_closed_comments_stay_readable_and_take_nothing_more(world, client_of, kind):
    thing = world.notice if kind == "notice" else open_up(world.narrow_page)
    comment = thing.thread.say("Står her", world.amina)
    type(thing).objects.filter(pk=thing.pk).update(comments_open=False)
    client = client_of(world.amina)
    shown = page_of(client, thing)
    assert "Står her" in shown and 'id="dialogue-closed"' in shown and 'id="place-write"' not in shown
    refused = write(client, thing, "Mer jeg ville si")
    assert refused.status_code == 422 and "Mer jeg ville si" in refused.content.decode()
    assert answer(client, comment, "Svar").status_code == 422
    assert client.post(f"/dialogue/comments/{comment.pk}/edit/", {"body": "Annet"}).status_code == 422
    client.post(f"/dialogue/comments/{comment.pk}/react/", {"kind": "thanks", "on": "yes"})
    assert [c.body for c in Comment.objects.all()] == ["Står her"] and not Reaction.objects.exists()


def test_what_is_closed_and_has_no_comments_shows_no_dialogue(world, client_of):
    closed = cast.notice(world.lokentunet, "Lukket", world.kari, comments_open=False)
    assert closed.thread is None
    for thing in (closed, world.open_page):
        assert 'id="dialogue"' not in page_of(client_of(world.ola), thing)


def test_an_editor_opens_and_closes_the_comments_of_a_page(world, client_of):
    editor, address = client_of(world.ola), f"/pages/{world.open_page.pk}/settings/"
    form = {"order": 100, "language": "nb", "reach": "everybody", "units-TOTAL_FORMS": 0, "units-INITIAL_FORMS": 0}
    assert editor.post(address, {**form, "comments_open": "on"}).status_code == 302
    page = Page.objects.get(pk=world.open_page.pk)
    assert write(client_of(world.sara), page, "Fint").status_code == 302
    assert editor.post(address, form).status_code == 302
    page.refresh_from_db()
    assert not page.comments_open and "Fint" in page_of(client_of(world.amina), page)


def test_a_notice_that_is_not_sent_cannot_be_talked_about(world, client_of):
    unsent = cast.notice(world.lokentunet, "Ikke sendt", world.kari, send=False)
    assert 'id="place-write"' not in page_of(client_of(world.kari), unsent)
    assert write(client_of(world.kari), unsent, "Hei").status_code == 422


# Changing


def test_one_changes_ones_own_for_a_quarter_of_an_hour_and_it_says_so(world, client_of):
    comment = world.thread.say("Frost", world.amina)
    address, client = f"/dialogue/comments/{comment.pk}/edit/", client_of(world.amina)
    assert "Frost" in client.get(address).content.decode()
    assert client_of(world.kari).post(address, {"body": "Annet"}).status_code == 404
    assert client.post(address, {"body": "Frokost"}).status_code == 302
    comment.refresh_from_db()
    assert comment.body == "Frokost" and comment.edited_at
    with time_machine.travel(timezone.now() + FRESH, tick=False):
        late = client.post(address, {"body": "Middag"})
        assert late.status_code == 422 and "Middag" in late.content.decode()
        assert f'href="{address}"' not in page_of(client, world.notice)
    comment.refresh_from_db()
    assert comment.body == "Frokost"


def test_saved_as_it_was_it_is_not_edited(world, client_of):
    comment = world.thread.say("Likt", world.amina)
    client_of(world.amina).post(f"/dialogue/comments/{comment.pk}/edit/", {"body": "Likt"})
    comment.refresh_from_db()
    assert comment.edited_at is None


# Floods


def test_a_flood_is_slowed_and_what_was_written_stays(world, client_of):
    client = client_of(world.amina)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        statuses = [write(client, world.notice, f"Nummer {n}").status_code for n in range(12)]
        assert statuses == [302] * 10 + [422] * 2
        assert "Nummer 99" in write(client, world.notice, "Nummer 99").content.decode()
        assert write(client_of(world.ola), world.notice, "Jeg også").status_code == 302
        clock.shift(timedelta(seconds=21))
        assert write(client, world.notice, "Nå går det").status_code == 302
