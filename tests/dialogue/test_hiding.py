"""What is hidden, by whom, and who still reads it."""

import pytest

from hub.dialogue.models import Comment
from hub.units.models import Page
from tests.dialogue.talking import answer, hide, open_up, page_of, reader

pytestmark = pytest.mark.django_db


def test_an_editor_hides_with_a_reason_that_the_writer_sees_and_nobody_else_sees_the_text(world, client_of):
    comment = world.thread.say("Hemmelig tekst", world.amina)
    assert hide(client_of(world.sara), comment).status_code == 404
    assert hide(client_of(world.dag), comment, "").status_code == 422
    assert hide(client_of(world.ola), comment).status_code == 302
    mine = page_of(client_of(world.amina), world.notice)
    assert "Hemmelig tekst" in mine and "Navn på en beboer" in mine
    for other in (world.ola, world.kari, world.eva, world.dag, world.helge):
        assert "Hemmelig tekst" not in page_of(client_of(other), world.notice)


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
