"""What goes wrong is said plainly, in the reader's language, with nothing of how we are made, whatever else fails."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, connection
from django.template import loader
from django.test import Client
from django.utils import translation

from hub.people.models import User
from tests import addresses, canaries
from tests import world as cast
from tests.test_fuzz import INSIDES

SECRET = "the machine at 10.0.0.5 refused"


@pytest.fixture
def world(db):
    return cast.build()


def broken(*given, **more):
    raise OperationalError(SECRET)


def reader(person=None, language="nb", **options):
    client = Client(raise_request_exception=False, **options)
    client.cookies["hub_language"] = language
    if person:
        User.objects.filter(pk=person.pk).update(language=language)
        client.force_login(person)
    return client


def said(answer, status, language):
    """The sentences of a page for an error, having seen that it tells nothing else."""
    text = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}"' in text
    assert not INSIDES.search(answer.content) and SECRET not in text
    return text.split("<h1>")[1].split("</h1>")[0]


def test_each_error_speaks_the_reader_s_language_also_without_the_frame(world, monkeypatch):
    for language in ("nb", "nn", "en"):
        client, strict = reader(world.sara, language), reader(world.sara, language, enforce_csrf_checks=True)
        whole = [said(client.get("/pages/9999/"), 404, language), said(strict.post("/me/details/"), 403, language)]
        assert "hub-header" in client.get("/pages/9999/").content.decode()
        with monkeypatch.context() as patch:
            patch.setattr("hub.context.navigation", broken)
            plain = [said(client.get("/pages/9999/"), 404, language), said(strict.post("/me/details/"), 403, language)]
            assert "hub-header" not in client.get("/pages/9999/").content.decode()
            failed = said(client.get("/units/"), 500, language)
        assert plain == whole
        refused = said(client.get("/", headers={"Host": "a..b"}), 400, language)
        assert len({*plain, failed, refused}) == 4


def test_hidden_and_missing_look_the_same_also_when_the_frame_fails(world, monkeypatch):
    monkeypatch.setattr("hub.context.navigation", broken)
    client = reader(world.sara)
    hidden = client.get(f"/pages/{world.narrow_page.pk}/")
    assert hidden.status_code == 404 and hidden.content == client.get("/pages/9999/").content


@pytest.mark.django_db
def test_with_the_database_gone_every_address_answers_plainly(monkeypatch):
    world = canaries.build()
    world.shown, world.file = world.pages[0], world.files[0]
    client = reader(world.rita, "nn")
    asked = [row.address(world) for row in addresses.rows() if row.method == "GET" and row.name != "readyz"]
    client.get("/")
    failed = 0
    with connection.execute_wrapper(broken):
        for address in asked:
            translation.activate("en")  # what the last reader on this thread spoke
            answer = client.get(address)
            if answer.status_code == 500:
                said(answer, 500, "nn")
                failed += 1
            assert not INSIDES.search(answer.content) and SECRET.encode() not in answer.content, address
        machine = Client()  # without a session
        assert machine.get("/healthz").status_code == 200 and machine.get("/readyz").status_code == 503
    assert failed > 50


def test_not_even_a_missing_template_shows_what_failed(world, monkeypatch):
    client = reader(world.sara)
    monkeypatch.setattr(loader, "get_template", broken)
    for address, status in (("/pages/9999/", 404), ("/units/", 500)):
        answer = client.get(address)
        assert answer.status_code == status
        assert answer.content.startswith(b"<!doctype html>") and SECRET.encode() not in answer.content


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(("path", "length", "status"), [("/sign-in/", "400000000", 413), ("/%00", "0", 400)])
def test_what_never_reaches_us_is_refused_in_the_browser_s_language(server_address, language, path, length, status):
    line = HTTPConnection(urlsplit(server_address).netloc, timeout=20)
    line.request("POST", path, headers={"Content-Length": length, "Cookie": f"a=b; hub_language={language}"})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    assert answer.status == status and answer.getheader("Content-Language") == language
    assert f'<html lang="{language}"' in text and "default-src 'none'" in answer.getheader("Content-Security-Policy")
