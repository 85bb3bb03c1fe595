"""The municipality's profile: who keeps it, what it takes, and what browsers fetch of it."""

import re
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hub.outbox.posting import post_one
from hub.outbox.sending import send_due
from hub.profile.models import Profile
from hub.units.models import Unit
from tests import world as cast


@pytest.fixture
def world(db):
    cache.clear()
    yield cast.build()
    cache.clear()


GOOD = {"own_name": "Dal", "main_colour": "#7A0019", "accent_colour": "#C9711F", "help_contact": "IT, 4100"}


def picture(kind="PNG", size=(400, 600), mode="RGBA", **more):
    out = BytesIO()
    Image.new(mode, size, (122, 0, 25)).save(out, kind, **more)
    return SimpleUploadedFile(f"skjold.{kind.lower()}", out.getvalue())


def test_the_chief_editor_of_the_top_and_it_keep_the_profile_and_nobody_else(world, client_of):
    for person in ("sara", "eva", "kari", "hilde", "rita", "helge"):
        client = client_of(getattr(world, person))
        assert client.get("/profile/").status_code == client.post("/profile/", GOOD).status_code == 404, person
    assert Profile.stored().own_name == ""
    for person in ("siri", "ivar"):
        client = client_of(getattr(world, person))
        assert client.get("/profile/").status_code == 200
        assert client.post("/profile/", GOOD | {"own_name": person}).status_code == 302
        assert Profile.stored().own_name == person


def test_signed_out_one_is_sent_to_sign_in(world, client):
    assert "sign-in" in client.get("/profile/")["Location"]


def test_the_name_is_the_top_units_until_the_municipality_says_otherwise(world, client_of, client):
    name = lambda: client.get("/accessibility/").context["profile"].name  # noqa: E731
    assert name() == "Dal kommune"
    world.top.rename("Nye Dal kommune", world.rita)
    assert name() == "Nye Dal kommune"
    client_of(world.siri).post("/profile/", GOOD)
    world.top.rename("Noe annet", world.rita)
    Unit.objects.get(pk=world.helse.pk).rename("Helse og velferd", world.rita)
    assert name() == "Dal"


def test_a_colour_that_text_cannot_be_read_on_is_refused_with_its_contrast_and_the_nearest_that_holds(world, client_of):
    client = client_of(world.siri)
    answer = client.post("/profile/", GOOD | {"main_colour": "#FFD400", "accent_colour": "#FFFF00"})
    assert answer.status_code == 200
    main, accent = (answer.context["form"].errors[field][0] for field in ("main_colour", "accent_colour"))
    assert "1,3" in main and re.search("#FFD400.*#[0-9A-F]{6}", main) and re.search("#FFFF00.*#[0-9A-F]{6}", accent)
    assert Profile.stored().main_colour == "#0C4650"
    nearest = {"main_colour": main.rsplit("#")[-1][:6], "accent_colour": accent.rsplit("#")[-1][:6]}
    assert client.post("/profile/", GOOD | {key: f"#{value}" for key, value in nearest.items()}).status_code == 302


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "#123456\n;}body{", "", "};*{}"])
def test_what_is_no_colour_is_refused(world, client_of, colour):
    answer = client_of(world.siri).post("/profile/", GOOD | {"main_colour": colour})
    stored = Profile.stored().main_colour
    assert (answer.status_code == 200 and answer.context["form"].errors and stored == "#0C4650") or stored == "#123456"


def test_the_style_sheet_has_the_colours_and_is_kept_only_under_its_own_version(world, client_of, client):
    client_of(world.siri).post("/profile/", GOOD)
    version = Profile.stored().version
    answer = client.get(f"/profile.css?v={version}")
    assert "--hub-main:#7A0019" in answer.content.decode() and answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    for query in ("", "?v=other", "?v=" + "x" * 100, "?v=%00"):
        assert client.get(f"/profile.css{query}")["Cache-Control"] == "no-cache"


def test_a_process_that_remembers_an_old_profile_does_not_hand_it_out_under_the_new_version(world, client):
    Profile.current()
    new = Profile.stored()
    new.main_colour = "#003366"
    remembered = Profile.current()
    new.save()
    cache.set("profile", remembered)  # as in another process
    answer = client.get(f"/profile.css?v={Profile.stored().version}")
    assert "#003366" in answer.content.decode() and "immutable" in answer["Cache-Control"]


def test_the_variables_are_those_that_the_style_sheet_reads(client, db):
    cache.clear()
    from hub import settings

    css = (settings.ROOT / "static" / "hub" / "hub.css").read_text(encoding="utf-8")
    for name in re.findall(r"(--[\w-]+):", client.get("/profile.css").content.decode()):
        assert f"{name}:" in css and f"var({name})" in css, name


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_shield_is_drawn_anew_small_and_without_what_was_hidden_in_it(world, client_of, client, kind):
    secret = b"HEMMELIG POSISJON"
    upload = picture(kind, mode="RGB", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00" + secret)
    assert client_of(world.siri).post("/profile/", GOOD | {"shield": upload}).status_code == 302
    url = Profile.stored().shield_url
    assert client.get("/accessibility/").context["profile"].shield_url == url
    answer = client.get(url)
    body = b"".join(answer.streaming_content)
    assert secret not in body and max(Image.open(BytesIO(body)).size) <= 288
    assert answer["Content-Type"] in ("image/png", "image/jpeg") and "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_svg_html_and_broken_pictures_are_refused(world, client_of, client):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    broken = picture().read()[:60]
    for name, content in {"s.svg": svg, "s.png": svg, "s.jpg": b"<html>", "t.png": b"", "u.png": broken}.items():
        answer = client_of(world.siri).post("/profile/", GOOD | {"shield": SimpleUploadedFile(name, content)})
        assert answer.status_code == 200 and answer.context["form"].errors["shield"], name
    assert client.get("/profile/shield").status_code == 404


def test_a_shield_can_be_replaced_and_taken_away_and_the_old_file_goes(world, client_of, client, settings):
    files = lambda: list((settings.MEDIA_ROOT / "profile").iterdir())  # noqa: E731
    siri = client_of(world.siri)
    siri.post("/profile/", GOOD | {"shield": picture()})
    siri.post("/profile/", GOOD | {"shield": picture("JPEG", mode="RGB")})
    assert len(files()) == 1 and Profile.stored().shield
    assert client.get("/favicon.ico").status_code == 200
    siri.post("/profile/", GOOD | {"remove_shield": "on"})
    assert files() == [] and Profile.stored().shield_url == ""
    assert client.get("/profile/shield").status_code == 404


def test_a_shield_that_is_lost_from_the_disk_is_no_fault_of_the_page(world, client_of, client):
    client_of(world.siri).post("/profile/", GOOD | {"shield": picture()})
    profile = Profile.stored()
    profile.shield.storage.delete(profile.shield.name)
    assert client.get(profile.shield_url).status_code == 404
    assert client.get("/favicon.ico").status_code == client.get("/accessibility/").status_code == 200


def test_the_statement_is_linked_and_the_helper_named(world, client_of, client):
    client_of(world.siri).post("/profile/", GOOD | {"statement_url": "https://uustatus.no/nb/erklaringer/publisert/1"})
    text = client.get("/accessibility/").content.decode()
    assert 'href="https://uustatus.no/nb/erklaringer/publisert/1"' in text and "IT, 4100" in text
    answer = client_of(world.siri).post("/profile/", GOOD | {"statement_url": "javascript:alert(1)"})
    assert answer.context["form"].errors["statement_url"]


def test_a_name_with_line_breaks_stands_on_one_line_and_hinders_no_letter(world, client_of, mailoutbox):
    name = "Dal\r\nBcc: ondsinnet@dal.example\r\n\r\nkommune"
    assert client_of(world.ivar).post("/profile/", GOOD | {"own_name": name}).status_code == 302
    cache.clear()
    post_one("reset", world.kari.pk)
    send_due()
    (letter,) = mailoutbox
    assert "\n" not in letter.subject and letter.to == ["kari@dal.example"] and not letter.bcc
