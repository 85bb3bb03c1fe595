"""Getting in by number or e-mail and password, from the sign-in page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.people.models import KnownBrowser, Session, User
from tests import world as cast

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def world(db):
    return cast.build()


def sign_in(client, name, password=cast.PASSWORD, **more):
    headers = more.pop("headers", {})
    return client.post("/sign-in/", {"name": name, "password": password, **more}, headers=headers)


def is_signed_in(client):
    return client.get("/me/").status_code == 200


@pytest.mark.parametrize("typed", ["1006", " 1006 ", "10 06", "１００６", "kari@dal.example", "KARI@Dal.Example "])
def test_number_and_address_open_the_account_however_they_are_written(client, world, typed):
    assert sign_in(client, typed).status_code == 302
    assert client.get("/me/").context["user"] == world.kari


STRANGE = ["1006", "9999", "nobody@dal.example", "1006\u0000", "x" * 5000, "'; --", "１", "\u202e"]


@pytest.mark.parametrize("name", STRANGE)
def test_wrong_and_unknown_are_answered_alike(client, world, name):
    answer = sign_in(client, name, "not the password")
    assert answer.status_code == 422 and not is_signed_in(client)
    assert b"not the password" not in answer.content


def test_unknown_wrong_inactive_and_password_less_get_the_same_sentence(client, world):
    User.objects.filter(pk=world.ola.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    world.eva.set_unusable_password()
    world.eva.save()
    said = set()
    for name in ("1006", "9999", "1008", "1009"):
        answer = sign_in(client, name, "wrong" if name == "1006" else cast.PASSWORD)
        said.add(str(answer.context["form"].errors))
        assert not is_signed_in(client)
    assert len(said) == 1


def test_what_was_typed_stays_but_never_the_password(client, world):
    page = sign_in(client, "1006", "hemmelig", next="/units/").content.decode()
    assert 'value="1006"' in page and 'value="/units/"' in page and "hemmelig" not in page


def test_each_sign_in_has_a_session_key_of_its_own_also_over_an_earlier_one(client, world):
    client.get("/code/")
    sign_in(client, "1006")
    first = client.session.session_key
    sign_in(client, "1006")
    assert client.session.session_key != first
    assert not Session.objects.filter(session_key=first).exists()
    sign_in(client, "1008")
    assert client.get("/me/").context["user"] == world.ola
    assert Session.objects.count() == 1


def test_the_session_says_which_browser_and_since_when(client, world):
    sign_in(client, "1006", headers={"User-Agent": FIREFOX})
    session = Session.objects.get()
    assert (session.user, session.browser) == (world.kari, "Firefox, Windows")
    assert timezone.now() - session.since < timedelta(minutes=1)


def test_one_arrives_at_the_page_one_was_on_the_way_to(client, world):
    asked = client.get("/me/kept/")
    assert asked.status_code == 302 and asked["Location"] == "/sign-in/?next=/me/kept/"
    assert 'value="/me/kept/"' in client.get(asked["Location"]).content.decode()
    assert sign_in(client, "1006", next="/me/kept/")["Location"] == "/me/kept/"
    assert client.get("/sign-in/?next=/me/kept/")["Location"] == "/me/kept/"


ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "https://evil.example", "http:evil.example", "https:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "evil.example", "@evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "ftp://evil.example",
    "\x00//evil.example", " //evil.example", "http://testserver@evil.example", "//testserver.evil.example",
    "/\u2028/evil.example", "\u3000//evil.example", "／／evil.example", "/\\/evil.example", "\\/evil.example",
    "http://[::1", "//[::1", "mailto:a@b", "./x", "../x", "?x", "#x", "x" * 3000, "/\x00", "/\x7f",
    "/\u202eevil", "//@evil.example", "//%5cevil.example", "//%09/evil.example",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_address_leads_out_of_the_hub(client, world, wanted):
    answer = sign_in(client, "1006", next=wanted)
    assert answer.status_code == 422 or answer["Location"] == "/"
    told = {"Referer": wanted.encode("ascii", "ignore").decode()}
    answer = client.post("/language/", {"language": "en", "next": wanted}, headers=told)
    assert answer["Location"] == "/"


def test_somebody_who_leaves_is_signed_out_at_once(client, world):
    sign_in(client, "1006")
    assert is_signed_in(client)
    User.objects.filter(pk=world.kari.pk).update(active_to=timezone.localdate() - timedelta(days=1))
    assert not is_signed_in(client)


def test_signing_out_ends_the_session_and_takes_a_post(client, world):
    sign_in(client, "1006")
    assert client.get("/sign-out/").status_code == 405 and is_signed_in(client)
    client.post("/sign-out/")
    assert not is_signed_in(client) and not Session.objects.exists()


def test_the_browser_is_marked_as_known_and_the_mark_tells_nobody_who(client, world):
    sign_in(client, "1006")
    cookie = client.cookies["hub_browser"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    stored = KnownBrowser.objects.get()
    assert cookie.value not in str(vars(stored)) and "1006" not in str(vars(stored))
    client.post("/sign-out/")
    sign_in(client, "1008")
    assert KnownBrowser.objects.count() == 1


OPEN = ["/sign-in/", "/code/", "/forgotten/", "/forgotten/sent/"]
CLOSED = ["/me/", "/me/kept/", "/me/details/", "/me/email/", "/me/password/", "/me/photo/", "/people/{kari}/photo/",
          "/people/{kari}/code/", "/units/{lokentunet}/roles/", "/units/{lokentunet}/roles/1/take/"]  # fmt: skip
CLOSED_POSTS = ["/me/photo/remove/", "/me/sessions/end/", "/me/sessions/abc/end/", "/units/{lokentunet}/roles/give/"]


@pytest.mark.parametrize("path", OPEN)
def test_signed_out_one_reaches_what_helps_one_in(client, world, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", CLOSED + CLOSED_POSTS)
def test_signed_out_the_rest_leads_to_the_sign_in(client, world, path):
    path = path.format(kari=world.kari.pk, lokentunet=world.lokentunet.pk)
    answer = client.post(path) if path in CLOSED_POSTS or "give" in path or "/end/" in path else client.get(path)
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next=/")


@pytest.mark.parametrize(
    "key", ['"\\000aaaaaaaaaaaa"', '"aaaaaaaa\\000aaaa"', "æ" * 12, "a" * 5000, '"\\377\\376aaaaaaaa"']
)
def test_a_cookie_that_we_never_gave_out_is_nobodys_whatever_it_holds(client, world, key):
    """A quoted cookie may hold any byte, and PostgreSQL answers NUL with an error."""
    headers = {"Cookie": f"sessionid={key}; hub_browser={key}; hub_language={key}"}
    assert client.get("/sign-in/", headers=headers).status_code == 200
    assert client.get("/", headers=headers).status_code == 302
