"""What one sees and changes on one's own page, and that nobody else does."""

import io
import resource

import pytest
from django.core import mail
from django.test import Client
from PIL import Image

from hub.people.models import Session, User
from tests import world as cast

NEW = "fire ord i en rekke"


@pytest.fixture
def world(db):
    return cast.build()


@pytest.fixture
def kari(world):
    client = Client()
    client.post("/sign-in/", {"name": "1006", "password": cast.PASSWORD})
    return client


def again(person):
    return User.objects.get(pk=person.pk)


def test_the_page_shows_details_roles_and_where_one_is_signed_in(world, kari):
    page = kari.get("/me/")
    assert [grant.content_object for grant in page.context["roles"]] == [world.lokentunet]
    assert page.context["here"].user == world.kari and not page.context["elsewhere"]


def test_one_changes_what_is_ones_own_and_nothing_else(world, kari):
    sent = {"preferred_name": "Kaja", "internal_number": "4711", "language": "nn"}
    forged = {
        "number": "1", "given_name": "X", "family_name": "X", "is_superuser": "on", "active_to": "2020-01-01",
        "email": "x@x.no", "password": "x", "is_enabled": "", "user_permissions": "1", "pk": world.ola.pk,
    }  # fmt: skip
    before = User.objects.filter(pk=world.kari.pk).values().get()
    assert kari.post("/me/details/", {**sent, **forged})["Location"] == "/me/"
    after = User.objects.filter(pk=world.kari.pk).values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"preferred_name", "internal_number", "language", "search_key"}
    assert again(world.kari).name == "Kaja Ødegård"


def test_a_wrong_value_is_told_and_what_was_typed_stays(world, kari):
    page = kari.post("/me/details/", {"preferred_name": "x" * 90, "language": "xx"})
    assert (
        page.status_code == 422 and "x" * 90 in page.content.decode() and 'id="error-summary"' in page.content.decode()
    )
    assert again(world.kari).preferred_name == ""


def test_the_address_is_changed_with_the_password_and_the_old_one_is_told(world, kari, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    assert kari.post("/me/email/", {"email": "ny@dal.example", "present": "wrong"}).status_code == 422
    assert kari.post("/me/email/", {"email": "OLA@dal.example", "present": cast.PASSWORD}).status_code == 422
    assert again(world.kari).email == "kari@dal.example" and not mail.outbox
    assert kari.post("/me/email/", {"email": "NY@dal.example", "present": cast.PASSWORD}).status_code == 302
    assert again(world.kari).email == "ny@dal.example"
    assert [letter.to for letter in mail.outbox] == [["kari@dal.example"]]
    assert kari.post("/me/email/", {"email": "", "present": cast.PASSWORD}).status_code == 302
    assert again(world.kari).email is None


def test_a_new_password_takes_the_old_one_and_ends_the_other_sign_ins(world, kari):
    elsewhere = Client()
    elsewhere.force_login(world.kari)
    change = {"present": "wrong", "password": NEW, "again": NEW}
    assert kari.post("/me/password/", change).status_code == 422 and elsewhere.get("/me/").status_code == 200
    assert kari.post("/me/password/", change | {"present": cast.PASSWORD}).status_code == 302
    assert kari.get("/me/").status_code == 200 and elsewhere.get("/me/").status_code == 302
    assert again(world.kari).check_password(NEW)


def test_whoever_finds_an_open_pc_cannot_guess_the_password_there(world, kari):
    change = {"present": "wrong", "password": NEW, "again": NEW}
    codes = [kari.post("/me/password/", change).status_code for _ in range(12)]
    assert codes == [422] * 8 + [429] * 4
    assert kari.post("/me/email/", {"email": "", "present": cast.PASSWORD}).status_code == 429


def test_one_ends_sign_ins_elsewhere_one_by_one_and_all(world, kari):
    others = [Client() for _ in range(3)]
    for other in others:
        other.force_login(world.kari)
    marks = [session.mark for session in kari.get("/me/").context["elsewhere"]]
    assert len(set(marks)) == 3
    kari.post(f"/me/sessions/{marks[0]}/end/")
    assert sum(other.get("/me/").status_code == 200 for other in others) == 2
    kari.post("/me/sessions/end/")
    assert not any(other.get("/me/").status_code == 200 for other in others)
    assert kari.get("/me/").status_code == 200


def test_nobody_ends_a_colleagues_sign_in(world, kari):
    ola = Client()
    ola.force_login(world.ola)
    mark = Session.objects.get(user=world.ola).mark
    assert kari.post(f"/me/sessions/{mark}/end/").status_code == 404
    assert kari.post("/me/sessions/invented/end/").status_code == 404
    kari.post("/me/sessions/end/")
    assert ola.get("/me/").status_code == 200


def test_the_key_of_a_session_stands_on_no_page(world, kari):
    other = Client()
    other.force_login(world.kari)
    for path in ("/me/", "/me/kept/"):
        page = kari.get(path).content.decode()
        assert all(key not in page for key in Session.objects.values_list("session_key", flat=True))


def test_one_sees_who_made_a_code_and_who_gave_a_role(world, kari):
    from hub.people.models import OneTimeCode

    OneTimeCode.make(world.kari, world.helge)
    world.kjokken.give("editor", world.kari, world.eva)
    kept = kari.get("/me/kept/")
    assert kept.context["code"].made_by == world.helge
    assert [(record.role, record.by) for record in kept.context["records"]][0] == ("editor", world.eva)
    page = kept.content.decode()
    assert "Helge Åsen" in page and "Eva Strand" in page and kept.context["code"].code_hash not in page


# The photo


def picture(kind="JPEG", size=(900, 600), **more):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **more)
    return io.BytesIO(file.getvalue())


def send(client, file, name="bilde.jpg"):
    file.name = name
    return client.post("/me/photo/", {"photo": file})


def located():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010F] = "CANARY MAKER"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def test_a_photo_is_drawn_anew_square_and_upright_with_nothing_else_in_it(world, kari):
    sent = picture(exif=located(), comment=b"CANARY COMMENT", size=(900, 600))
    assert b"CANARY" in sent.getvalue()
    assert send(kari, sent).status_code == 302
    answer = kari.get(f"/people/{world.kari.pk}/photo/")
    got = b"".join(answer)
    shown = Image.open(io.BytesIO(got))
    assert shown.size == (512, 512) and shown.format == "JPEG"
    assert not shown.getexif() and b"CANARY" not in got and b"Exif" not in got
    assert answer["Content-Type"] == "image/jpeg" and answer["X-Content-Type-Options"] == "nosniff"


def test_colleagues_see_the_photo_and_nobody_else_does(world, kari, client):
    send(kari, picture())
    path = f"/people/{world.kari.pk}/photo/"
    assert client.get(path).status_code == 302
    client.force_login(world.sara)
    assert client.get(path).status_code == 200
    assert client.get(f"/people/{world.ola.pk}/photo/").status_code == 404
    User.objects.filter(pk=world.kari.pk).update(is_enabled=False)
    assert client.get(path).status_code == 404


HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "empty": b"",
    "cut off": picture().getvalue()[:200],
    "gif": picture("GIF").getvalue(),
    "bomb": picture("PNG", (9000, 9000)).getvalue(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_of_ours_is_refused_with_a_sentence(world, kari, name):
    answer = send(kari, io.BytesIO(HOSTILE[name]), "bilde.jpg")
    assert answer.status_code == 422 and answer.context["form"].errors["photo"]
    assert not again(world.kari).photo


def test_a_picture_of_too_many_bytes_is_refused(world, kari, monkeypatch):
    monkeypatch.setattr("hub.people.photos.LARGEST", 100)
    assert send(kari, picture()).status_code == 422


def test_a_new_photo_and_none_remove_the_old_file(world, kari, django_capture_on_commit_callbacks):
    send(kari, picture())
    first = again(world.kari).photo
    with django_capture_on_commit_callbacks(execute=True):
        send(kari, picture("PNG"))
    second = again(world.kari).photo
    assert not first.storage.exists(first.name) and second.storage.exists(second.name)
    with django_capture_on_commit_callbacks(execute=True):
        kari.post("/me/photo/remove/")
    assert not again(world.kari).photo and not second.storage.exists(second.name)


# Language


def test_signed_in_the_account_remembers_the_language(world, kari):
    answer = kari.post("/language/", {"language": "nn"}, headers={"Referer": "http://testserver/me/kept/?a=b"})
    assert answer["Location"] == "/me/kept/?a=b"
    assert again(world.kari).language == "nn" and "hub_language" not in kari.cookies
    assert kari.get("/me/")["Content-Language"] == "nn"


def test_signed_out_the_browser_remembers_it(client, db):
    assert client.post("/language/", {"language": "en", "next": "/code/"})["Location"] == "/code/"
    assert client.get("/sign-in/")["Content-Language"] == "en"


def test_an_invented_language_changes_nothing(world, kari):
    assert kari.post("/language/", {"language": "xx"})["Location"] == "/"
    assert again(world.kari).language == "nb"


def picture_of(side, kind, **options):
    out = io.BytesIO()
    Image.new("RGBA" if kind != "JPEG" else "RGB", (side, side), "teal").save(out, kind, **options)
    out.seek(0)
    out.name = f"jeg.{kind.lower()}"
    return out


@pytest.mark.parametrize(
    ("side", "kind", "options"),
    [(4_100, "PNG", {}), (2_900, "WEBP", {"lossless": True}), (4_100, "JPEG", {"progressive": True, "quality": 10})],
)
def test_a_picture_of_few_bytes_does_not_unfold_to_gigabytes(world, kari, side, kind, options):
    """Any employee may send one: as they were, 160 kB took 1.4 GB."""
    file = picture_of(side, kind, **options)
    assert len(file.getvalue()) < 400_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = kari.post("/me/photo/", {"photo": file})
    assert answer.status_code == 422 and answer.context["form"].errors["photo"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000  # kB


def test_a_camera_s_large_picture_is_taken(world, kari):
    assert kari.post("/me/photo/", {"photo": picture_of(7_000, "JPEG", quality=10)}).status_code == 302
    assert Image.open(again(world.kari).photo).size == (512, 512)
