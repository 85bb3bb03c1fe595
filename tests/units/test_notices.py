"""Notices through the front door: written, priced, sent, read, changed, withdrawn, printed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hub.people.models import User
from hub.units.models import Notice, NoticeFile, Receipt, Role
from tests import world as cast
from tests.units.hostile import files as hostile

ROWS = {"units-TOTAL_FORMS": "2", "units-INITIAL_FORMS": "0", "units-0-unit": "", "units-1-unit": ""}


@pytest.fixture
def world(db):
    return cast.build()


def day(days):
    return (timezone.localdate() + timedelta(days=days)).strftime("%d.%m.%Y")


def typed(**given):
    first = {"title": "Ny rutine", "body": "Vask hendene.", "weight": "ordinary", "reach": "here", "language": "nb"}
    return first | ROWS | given


def written(client, unit, **given):
    """A notice, by its form; not sent."""
    client.post(f"/notices/unit/{unit.pk}/new/", typed(**given))
    return Notice.objects.latest("pk")


def sent(client, unit, **given):
    notice = written(client, unit, **given)
    answer = client.post(f"/notices/{notice.pk}/send/", {"when": "now"})
    assert answer.status_code == 302, answer.content.decode()
    notice.refresh_from_db()
    return notice


def must_read(client, unit, **given):
    return sent(client, unit, weight="must_read", deadline=day(7), **given)


def test_a_notice_is_written_priced_and_sent_and_stands_where_its_readers_look(world, client_of):
    kari = client_of(world.kari)
    notice = written(kari, world.lokentunet)
    assert client_of(world.amina).get(notice.get_absolute_url()).status_code == 404
    page = kari.get(f"/notices/{notice.pk}/send/").content.decode()
    assert 'data-people="5" data-units="2" data-without-email="2" data-minutes="5" data-others="0"' in page
    kari.post(f"/notices/{notice.pk}/send/", {"when": "now"})
    amina = client_of(world.amina)
    assert amina.get(notice.get_absolute_url()).status_code == 200
    link = f'href="/notices/{notice.pk}/"'
    for path in ("/", "/notices/", f"/units/{world.lokentunet.pk}/", f"/notices/unit/{world.lokentunet.pk}/"):
        assert link in amina.get(path).content.decode(), path
    assert client_of(world.sara).get(notice.get_absolute_url()).status_code == 404
    assert link not in client_of(world.sara).get(f"/units/{world.lokentunet.pk}/").content.decode()


def test_a_double_click_makes_one_notice_and_sends_it_once(world, client_of):
    kari, path = client_of(world.kari), f"/notices/unit/{world.lokentunet.pk}/new/"
    first, second = (kari.post(path, typed(key="samme")) for _ in range(2))
    assert first["Location"] == second["Location"] and Notice.objects.count() == 1
    at = []
    for _ in range(2):
        kari.post(first["Location"], {"when": "now"})
        at.append(Notice.objects.get().sent_at)
    assert at[0] == at[1] is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"weight": "must_read"}, "deadline"),
        ({"reach": "chosen"}, "reach"),
        ({"ends_at": "i morgen"}, "ends_at"),
    ],
)
def test_what_was_typed_is_kept_when_something_is_wrong(world, client_of, wrong, field):
    answer = client_of(world.kari).post(f"/notices/unit/{world.lokentunet.pk}/new/", typed(body="<p>Mitt</p>", **wrong))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "&lt;p&gt;Mitt&lt;/p&gt;" in answer.content.decode() and not Notice.objects.exists()


def test_an_audience_of_units_and_roles_is_kept_and_shown_again(world, client_of):
    kari = client_of(world.kari)
    chosen = {"units-0-unit": str(world.kjokken.pk), "units-0-with_below": "no"}
    notice = written(kari, world.lokentunet, reach="chosen", roles=["leader"], **chosen)
    assert notice.audience.role_list == ["leader"]
    assert [(row.unit, row.with_below) for row in notice.audience.units.all()] == [(world.kjokken, False)]
    form = kari.get(f"/notices/{notice.pk}/edit/").context["form"]
    assert form["reach"].value() == "chosen" and form["roles"].value() == ["leader"]
    everybody = written(kari, world.lokentunet, reach="everybody")
    assert everybody.audience is None and everybody.addressees().count() == 12


def test_an_editor_writes_and_those_who_publish_send(world, client_of):
    ola = client_of(world.ola)
    notice = written(ola, world.lokentunet)
    assert ola.get(f"/notices/{notice.pk}/send/").status_code == 200
    assert ola.post(f"/notices/{notice.pk}/send/", {"when": "now"}).status_code == 404
    client_of(world.eva).post(f"/notices/{notice.pk}/send/", {"when": "now"})
    assert Notice.objects.get().is_live
    assert ola.get(f"/notices/{notice.pk}/edit/").status_code == 404
    assert ola.get(f"/notices/{notice.pk}/delete/").status_code == 404


def test_a_planned_notice_is_sent_on_the_minute_and_goes_away_on_the_minute(world, client_of, time_machine):
    kari, amina = client_of(world.kari), client_of(world.amina)
    now = timezone.now()
    clock = timezone.localtime(now + timedelta(hours=2)).strftime("%d.%m.%Y %H.%M")
    notice = written(
        kari, world.lokentunet, ends_at=timezone.localtime(now + timedelta(hours=5)).strftime("%d.%m.%Y %H.%M")
    )
    kari.post(f"/notices/{notice.pk}/send/", {"when": "later", "at": clock})
    assert Notice.objects.get().state == "planned"
    assert Notice.keep_schedule(now + timedelta(hours=1)) == 0
    assert Notice.keep_schedule(now + timedelta(hours=2)) == 1
    assert Notice.keep_schedule(now + timedelta(hours=2)) == 0
    Notice.objects.update(sent_at=now)
    assert amina.get(notice.get_absolute_url()).status_code == 200
    time_machine.move_to(now + timedelta(hours=5, minutes=1))
    assert client_of(world.amina).get(notice.get_absolute_url()).status_code == 404
    assert client_of(world.kari).get(notice.get_absolute_url()).status_code == 200


def test_a_plan_can_be_dropped_and_an_unsent_notice_deleted(world, client_of):
    kari = client_of(world.kari)
    notice = written(kari, world.lokentunet)
    later = timezone.localtime(timezone.now() + timedelta(hours=2)).strftime("%d.%m.%Y %H.%M")
    kari.post(f"/notices/{notice.pk}/send/", {"when": "later", "at": later})
    kari.post(f"/notices/{notice.pk}/unschedule/")
    assert Notice.objects.get().state == "unsent"
    kari.post(f"/notices/{notice.pk}/delete/")
    assert not Notice.objects.exists()
    live = sent(kari, world.lokentunet)
    kari.post(f"/notices/{live.pk}/delete/")
    assert Notice.objects.filter(pk=live.pk).exists()


def test_withdrawing_takes_it_from_everywhere_at_once_and_keeps_the_reason(world, client_of):
    kari, amina = client_of(world.kari), client_of(world.amina)
    notice = must_read(kari, world.lokentunet)
    amina.post(f"/notices/{notice.pk}/confirm/", {"revision": "1"})
    assert kari.post(f"/notices/{notice.pk}/withdraw/").status_code == 422
    kari.post(f"/notices/{notice.pk}/withdraw/", {"reason": "Feil dato"})
    for path in ("/", "/notices/", f"/units/{world.lokentunet.pk}/", f"/notices/unit/{world.lokentunet.pk}/week/"):
        assert notice.title not in amina.get(path).content.decode(), path
    assert amina.get(notice.get_absolute_url()).status_code == 404
    assert "Feil dato" in kari.get(notice.get_absolute_url()).content.decode()
    assert notice.title in amina.get("/me/kept/").content.decode()


def test_a_text_in_another_language_is_the_same_notice(world, client_of):
    kari = client_of(world.kari)
    notice = must_read(kari, world.lokentunet)
    kari.post(f"/notices/{notice.pk}/edit/en/", {"title": "New routine", "body": "Wash your hands."})
    User.objects.filter(pk=world.amina.pk).update(language="en")
    page = client_of(User.objects.get(pk=world.amina.pk)).get(
        notice.get_absolute_url(), headers={"accept-language": "en"}
    )
    shown = page.context["shown"]
    assert (shown.title, shown.language) == ("New routine", "en") and not shown.is_behind
    client_of(world.amina).post(f"/notices/{notice.pk}/confirm/", {"revision": "1"})
    assert Receipt.objects.get().revision.title == "Ny rutine"
    kari.post(
        f"/notices/{notice.pk}/edit/",
        typed(body="Vask dem godt.", seen="1", change="small", weight="must_read", deadline=day(7)),
    )
    assert client_of(world.amina).get(f"/notices/{notice.pk}/in/en/").context["shown"].is_behind
    assert kari.get(f"/notices/{notice.pk}/edit/nb/").status_code == 404


def test_two_who_change_it_at_once_overwrite_nothing(world, client_of):
    notice = sent(client_of(world.kari), world.lokentunet)
    client_of(world.eva).post(f"/notices/{notice.pk}/edit/", typed(title="Evas", seen="1"))
    answer = client_of(world.kari).post(f"/notices/{notice.pk}/edit/", typed(title="Karis", seen="1"))
    assert answer.status_code == 422 and "Karis" in answer.content.decode()
    assert Notice.objects.get().title == "Evas"
    form = answer.context["form"]
    assert form["title"].value() == "Karis", "what was typed stands in its field"
    client_of(world.kari).post(f"/notices/{notice.pk}/edit/", typed(title="Karis", seen=form["seen"].value()))
    assert Notice.objects.get().title == "Karis" and notice.revisions.count() == 3


def test_pictures_and_files_follow_their_notice(world, client_of):
    kari = client_of(world.kari)
    notice = written(kari, world.lokentunet)
    files = f"/notices/{notice.pk}/files/"
    kari.post(files, {"file": SimpleUploadedFile("plan.png", hostile.picture()), "alt": "En plan"})
    kari.post(files, {"file": SimpleUploadedFile("vakter.txt", b"vakter"), "alt": ""})
    picture, text = NoticeFile.objects.order_by("pk")
    body = f'<figure><img src="{picture.get_absolute_url()}" alt="En plan"></figure>'
    kari.post(f"/notices/{notice.pk}/edit/", typed(body=body, seen="1"))
    assert client_of(world.amina).get(text.get_absolute_url()).status_code == 404
    kari.post(f"/notices/{notice.pk}/send/", {"when": "now"})
    amina = client_of(world.amina)
    assert text.get_absolute_url() in amina.get(notice.get_absolute_url()).content.decode()
    assert amina.get(picture.get_absolute_url()).status_code == 200
    assert client_of(world.sara).get(picture.get_absolute_url()).status_code == 404
    kari.post(f"/notices/files/{picture.pk}/remove/")
    kari.post(f"/notices/files/{text.pk}/remove/")
    assert list(NoticeFile.objects.all()) == [picture]


def test_a_poster_and_a_digest_print_what_a_wall_may_show(world, client_of):
    kari = client_of(world.kari)
    all_of_us = must_read(kari, world.lokentunet)
    roles = sent(kari, world.lokentunet, title="Bare ledere", reach="chosen", roles=["leader"])
    poster = client_of(world.amina).get(f"/notices/{all_of_us.pk}/poster/").content.decode()
    assert "data:image/svg+xml" in poster and world.kari.name in poster
    week = kari.get(f"/notices/unit/{world.kjokken.pk}/week/").content.decode()
    assert all_of_us.title in week and roles.title not in week


def test_more_than_three_open_must_reads_takes_somebody_who_answers_for_them(world, client_of):
    for number in range(3):
        must_read(client_of(world.siri), world.top, title=f"Nummer {number}", reach="everybody")
    skole = written(client_of(world.siri), world.skole, weight="must_read", deadline=day(3))
    assert client_of(world.siri).get(f"/notices/{skole.pk}/send/").context["price"].too_many == 1
    eva = client_of(world.eva)
    notice = written(eva, world.lokentunet, weight="must_read", deadline=day(3))
    page = eva.get(f"/notices/{notice.pk}/send/")
    assert page.context["price"].beyond == 5 and 'id="send"' not in page.content.decode()
    assert eva.post(f"/notices/{notice.pk}/send/", {"when": "now"}).status_code == 422
    client_of(world.kari).post(f"/notices/{notice.pk}/send/", {"when": "now"})
    assert Notice.objects.get(pk=notice.pk).is_live
    assert client_of(world.siri).post(f"/notices/{skole.pk}/send/", {"when": "now"}).status_code == 302


def test_notices_follow_when_units_are_merged(world, client_of):
    notice = must_read(client_of(world.kari), world.kjokken, title="Ny ovn")
    world.kjokken.merge_into(world.lokentunet, world.helge)
    notice.refresh_from_db()
    assert notice.unit == world.lokentunet and notice.addressees().count() == 5
    assert world.lokentunet.holders(Role.LEADER).get() == world.kari


@pytest.mark.parametrize("who", ["sara", "nils", "amina", "hilde"])
def test_others_cannot_write_here(world, client_of, who):
    client = client_of(getattr(world, who))
    assert client.get(f"/notices/unit/{world.lokentunet.pk}/new/").status_code == 404
    notice = sent(client_of(world.kari), world.lokentunet)
    for path in ("edit/", "send/", "withdraw/", "files/", "delete/", "edit/en/"):
        assert client.get(f"/notices/{notice.pk}/{path}").status_code == 404


def test_the_form_of_a_new_notice_sent_again_changes_nothing_that_has_readers(world, client_of):
    ola, first = client_of(world.ola), typed(reach="chosen", key="1") | {"units-0-unit": world.kjokken.pk}
    ola.post(f"/notices/unit/{world.lokentunet.pk}/new/", first)
    notice = Notice.objects.latest("pk")
    client_of(world.eva).post(f"/notices/{notice.pk}/send/", {"when": "now"})
    assert client_of(world.sara).get(f"/notices/{notice.pk}/").status_code == 404
    ola.post(f"/notices/unit/{world.lokentunet.pk}/new/", first | {"reach": "everybody"})
    assert client_of(world.sara).get(f"/notices/{notice.pk}/").status_code == 404
    assert Notice.objects.count() == 1
