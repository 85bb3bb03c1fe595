"""Comments and answers: written, changed, hidden and read, on notices and pages alike."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.dialogue.models import Comment, Reaction, Thread
from hub.dialogue.models.comments import FRESH, LONGEST
from hub.units.models import Notice, Page
from tests import world as cast

pytestmark = pytest.mark.django_db


def write(client, thing, body, **more):
    return client.post(f"/dialogue/{thing.thread_id}/write/", {"body": body, **more})


def answer(client, comment, body, **more):
    return client.post(f"/dialogue/comments/{comment.pk}/answer/", {"body": body, **more})


def page_of(client, thing):
    return client.get(thing.get_absolute_url()).content.decode()


def open_up(page):
    page.comments_open = True
    page.save(update_fields=["comments_open"])
    return page


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


# Hiding


def hide(client, comment, reason="Navn på en beboer"):
    return client.post(f"/dialogue/comments/{comment.pk}/hide/", {"reason": reason})


def test_an_editor_hides_with_a_reason_that_the_writer_sees_and_nobody_else_sees_the_text(world, client_of):
    comment = world.thread.say("Hemmelig tekst", world.amina)
    assert hide(client_of(world.sara), comment).status_code == 404
    assert hide(client_of(world.dag), comment, "").status_code == 422
    assert hide(client_of(world.ola), comment).status_code == 302
    mine = page_of(client_of(world.amina), world.notice)
    assert "Hemmelig tekst" in mine and "Navn på en beboer" in mine
    for other in (world.ola, world.kari, world.eva, world.dag, world.helge):
        assert "Hemmelig tekst" not in page_of(client_of(other), world.notice)


def reader(world):
    """Somebody in the audience who writes nothing in the unit."""
    from hub.people.models import User
    from hub.units.models import Membership

    person = User.objects.create(number="2001", given_name="Per", family_name="Pleier")
    Membership.objects.create(user=person, unit=world.lokentunet)
    return person


def test_the_place_is_kept_only_for_answers_that_stand(world, client_of):
    comment = world.thread.say("Borte", world.amina)
    per = client_of(reader(world))
    hide(client_of(world.ola), comment)
    assert f'id="comment-{comment.pk}"' not in page_of(per, world.notice)
    assert per.get(f"/dialogue/comments/{comment.pk}/").status_code == 404
    other = world.thread.say("Også borte", world.amina)
    reply = world.thread.say("Et svar", world.dag, to=other)
    hide(client_of(world.ola), other)
    shown = page_of(per, world.notice)
    assert f'id="comment-{other.pk}"' in shown and "Et svar" in shown
    assert "Også borte" not in shown and "Navn på en beboer" not in shown and world.amina.name not in shown
    assert answer(per, other, "Mer").status_code == 422
    hide(client_of(world.ola), reply)
    assert f'id="comment-{other.pk}"' not in page_of(per, world.notice)


def test_the_author_of_the_notice_hides_too_without_a_role_in_the_unit(world, client_of):
    world.lokentunet.take("leader", world.kari, None)
    comment = world.thread.say("Uff", world.amina)
    assert hide(client_of(world.kari), comment).status_code == 302
    assert Comment.objects.get().hidden_by == world.kari


def test_the_owner_of_a_page_hides_there(world, client_of):
    page = open_up(world.open_page)
    comment = page.thread.say("Uff", world.amina)
    assert hide(client_of(world.sara), comment).status_code == 404
    Page.objects.filter(pk=page.pk).update(owner=world.sara)
    assert hide(client_of(world.sara), comment).status_code == 302


def test_the_writer_takes_back_without_a_reason_and_shows_it_again(world, client_of):
    comment = world.thread.say("Angret", world.amina)
    mine, ola = client_of(world.amina), client_of(world.ola)
    assert mine.post(f"/dialogue/comments/{comment.pk}/hide/").status_code == 302
    assert "Angret" in page_of(mine, world.notice) and "Angret" not in page_of(ola, world.notice)
    ola.post(f"/dialogue/comments/{comment.pk}/show/")
    comment.refresh_from_db()
    assert comment.hidden_at, "others do not show what its writer took back"
    mine.post(f"/dialogue/comments/{comment.pk}/show/")
    assert "Angret" in page_of(ola, world.notice)


def test_the_writer_does_not_show_what_others_hid_but_they_do(world, client_of):
    comment = world.thread.say("Skjult", world.amina)
    hide(client_of(world.ola), comment)
    client_of(world.amina).post(f"/dialogue/comments/{comment.pk}/show/")
    assert Comment.objects.get().hidden_at
    client_of(world.eva).post(f"/dialogue/comments/{comment.pk}/show/")
    assert Comment.objects.get().hidden_at is None


# Reactions


def test_a_reaction_is_set_once_and_taken_back_and_shows_how_many_and_never_whose(world, client_of):
    comment = world.thread.say("Kake i dag", world.amina)
    address = f"/dialogue/comments/{comment.pk}/react/"
    dag = client_of(world.dag)
    for _twice in range(2):
        assert dag.post(address, {"kind": "thanks", "on": "yes"}).status_code == 302
    assert Reaction.objects.count() == 1
    part = client_of(world.ola, htmx=True).post(address, {"kind": "thanks", "on": "yes"}).content.decode()
    assert ">2<" in part and world.dag.name not in part and world.dag.number not in part
    dag.post(address, {"kind": "thanks"})
    dag.post(address, {"kind": "fire", "on": "yes"})
    assert [r.user for r in Reaction.objects.all()] == [world.ola]
    assert client_of(world.sara).post(address, {"kind": "thanks", "on": "yes"}).status_code == 404


# What is new


def new_for(client, thread, seen):
    return client.get(f"/dialogue/{thread.pk}/new/?seen={seen}", headers={"HX-Request": "true"}).content.decode()


def test_what_others_wrote_since_is_counted_and_fetched_only_when_asked(world, client_of):
    world.thread.say("Før", world.amina)
    seen, client = Thread.objects.get(pk=world.thread.pk).last, client_of(world.ola, htmx=True)
    assert "new-comments" not in new_for(client, world.thread, seen)
    first = world.thread.say("Nytt", world.amina)
    world.thread.say("Mitt eget", world.ola)
    hidden = world.thread.say("Skjult", world.dag)
    hidden.hide(world.kari, "x")
    counted = new_for(client, world.thread, seen)
    assert 'data-count="1"' in counted and "Nytt" not in counted
    part = client.get(f"/dialogue/{world.thread.pk}/?seen={seen}").content.decode()
    assert f'id="comment-{first.pk}" tabindex="-1" data-new autofocus' in part and part.count("data-new") == 1
    assert client_of(world.sara).get(f"/dialogue/{world.thread.pk}/new/").status_code == 404


def test_asking_what_is_new_costs_one_query_besides_knowing_who_asks(world, client_of, django_assert_max_num_queries):
    client = client_of(world.ola, htmx=True)
    new_for(client, world.thread, 0)
    with django_assert_max_num_queries(4):  # the session, the person, where they work; and ours
        new_for(client, world.thread, 0)


def test_earlier_comments_are_fetched_on_request_and_an_old_one_is_led_to(world, client_of):
    old = world.thread.say("Den eldste", world.amina)
    for number in range(40):
        world.thread.say(f"Nummer {number}", world.amina)
    client = client_of(world.ola)
    shown = page_of(client, world.notice)
    assert "Den eldste" not in shown and "Nummer 39" in shown and 'id="earlier"' in shown
    target = client.get(f"/dialogue/comments/{old.pk}/").headers["Location"]
    assert "Den eldste" in client.get(target).content.decode()
    seen = Thread.objects.get(pk=world.thread.pk).last
    world.thread.say("Svar langt oppe", world.dag, to=old)
    part = client_of(world.ola, htmx=True).get(f"/dialogue/{world.thread.pk}/?seen={seen}&start=12").content.decode()
    assert "Svar langt oppe" in part and "Den eldste" in part


# Where the thing is not seen, nothing of it is


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


def test_a_hidden_text_is_not_quoted_where_it_would_be_answered(world, client_of):
    comment = world.thread.say("Hemmelig tekst", world.amina)
    world.thread.say("Et svar", world.dag, to=comment)
    address = f"/dialogue/comments/{comment.pk}/answer/"
    assert "Hemmelig tekst" in client_of(world.ola).get(address).content.decode()
    hide(client_of(world.ola), comment)
    for person in (world.ola, world.kari, reader(world)):
        answered = client_of(person).get(address)
        assert answered.status_code == 302 and "Hemmelig tekst" not in answered.content.decode()
        refused = answer(client_of(person), comment, "Mer")
        assert refused.status_code == 422 and "Hemmelig tekst" not in refused.content.decode()


def test_a_talk_takes_eight_queries_however_it_is_asked_for(world, client_of, django_assert_max_num_queries):
    first = world.thread.say("Hei @1006", world.amina)
    world.thread.say("Svar", world.ola, to=first).hide(world.kari, "x")
    for person in (world.kari, world.amina):
        client = client_of(person, htmx=True)
        client.get(f"/dialogue/{world.thread.pk}/")
        with django_assert_max_num_queries(8):  # the session and where they work among them
            client.get(f"/dialogue/{world.thread.pk}/")
