"""Guessing is slowed down, and nobody is locked out by somebody else's guessing."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hub.people import backends
from hub.people.allowance import ACCOUNT, ADDRESS, BROWSER, MAKE_KNOWN, PAIR, STRANGE_ACCOUNT
from hub.people.browsers import MOST_SIGNS
from hub.people.models import KnownBrowser, OneTimeCode, Throttle, User
from hub.people.models.throttle import Slot
from tests import world as cast


@pytest.fixture
def world(db):
    return cast.build()


@pytest.fixture
def hashes(monkeypatch):
    """Every password and code that was really looked at."""
    seen = []
    for name in ("hub.people.backends.check_password", "hub.people.models.codes.check_password"):
        monkeypatch.setattr(name, lambda typed, stored: seen.append(typed) or False)
    monkeypatch.setattr(User, "check_password", lambda self, typed: seen.append(typed) or typed == cast.PASSWORD)
    return seen


def try_password(client, name="1006", password="wrong", address="192.0.2.1", **headers):
    return client.post("/sign-in/", {"name": name, "password": password}, REMOTE_ADDR=address, headers=headers)


def known_client(name="1012"):
    client = Client()
    assert try_password(client, name, cast.PASSWORD, address="198.51.100.9").status_code == 302
    client.post("/sign-out/")
    return client


def until_full(ask, most):
    """How many tries pass before the first refusal."""
    for passed in range(most):
        if ask().status_code == 429:
            return passed
    raise AssertionError("never refused")


def test_after_a_few_wrong_tries_one_is_told_when_to_come_back_and_the_other_way_in(client, world, hashes):
    assert until_full(lambda: try_password(client), 50) == PAIR.holds
    looked_at = len(hashes)
    refused = try_password(client, password=cast.PASSWORD)
    assert len(hashes) == looked_at  # refused before the hash, also with the right password
    assert 0 < int(refused["Retry-After"]) <= PAIR.drains + 1
    full = refused.context["form"].full
    assert full.again > timezone.now() and full.again.second == 0
    assert full.again.strftime("%H.%M") in refused.content.decode() and 'href="/code/"' in refused.content.decode()


def test_the_wait_is_as_long_as_was_said(client, world):
    until_full(lambda: try_password(client), 50)
    again = try_password(client).context["form"].full.again
    with time_machine.travel(again, tick=False):
        assert try_password(client, password=cast.PASSWORD).status_code == 302


SPOOFED = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP", "Via"]
SPELLINGS = [
    "1006",
    " 1006",
    "10 06",
    "１００６",
    "1006\u200b",
    "kari@dal.example",
    "KARI@dal.example",
    "kari @dal.example",
]


def test_no_header_and_no_spelling_buys_more_tries(world, hashes):
    answered = 0
    for i in range(120):
        headers = dict.fromkeys(SPOOFED, f"203.0.113.{i}") | {"User-Agent": f"agent {i}"}
        answered += try_password(Client(), SPELLINGS[i % len(SPELLINGS)], **headers).status_code != 429
    assert answered == PAIR.holds


def test_one_address_gets_fifty_answers_at_most_over_many_accounts_passwords_and_codes_together(world, hashes):
    answered = 0
    for i in range(200):
        name = f"{1001 + i % 150}"
        answered += try_password(Client(), name).status_code != 429
        code = Client().post("/code/", {"number": name, "code": "AAAA"}, REMOTE_ADDR="192.0.2.1")
        answered += code.status_code != 429
    assert answered == ADDRESS.holds <= 50


def test_an_ipv6_customer_is_one_address(world):
    for i in range(ADDRESS.holds):
        assert try_password(Client(), f"{2000 + i}", address=f"2001:db8:1:2:{i:x}::1").status_code == 422
    assert try_password(Client(), "3000", address="2001:db8:1:2:ffff::1").status_code == 429
    assert try_password(Client(), "3000", address="2001:db8:1:3::1").status_code == 422
    assert try_password(Client(), "3000", address="::ffff:192.0.2.7").status_code == 422


def test_only_a_proxy_of_ours_is_believed_about_the_address(world, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    ask = lambda i, address: try_password(Client(), f"{2000 + i}", address=address, **{"X-Real-IP": f"203.0.113.{i}"})  # noqa: E731
    assert all(ask(i, "10.0.0.1").status_code == 422 for i in range(ADDRESS.holds + 5))
    assert until_full(lambda: try_password(Client(), "4000", address="10.0.0.2", **{"X-Real-IP": "203.0.113.200"}), 50)


def test_guessing_at_a_colleague_from_many_places_is_slowed_down(world, hashes):
    answered = sum(try_password(Client(), address=f"203.0.113.{i}").status_code != 429 for i in range(60))
    assert answered == ACCOUNT.holds


def test_a_colleague_whose_account_is_guessed_at_comes_in_on_a_known_browser(world):
    shared_pc = known_client()
    for i in range(30):
        try_password(Client(), address=f"203.0.113.{i}")
    assert try_password(Client(), password=cast.PASSWORD, address="198.51.100.1").status_code == 429
    assert try_password(shared_pc, password=cast.PASSWORD).status_code == 302


def test_one_address_alone_cannot_use_up_an_account(world):
    """Not in an hour of trying: the pair of both drains no faster than the account."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for minute in range(60):
            try_password(Client())
            assert try_password(Client(), password=cast.PASSWORD, address=f"198.51.100.{minute}").status_code == 302
            clock.shift(60)


def test_a_town_hall_behind_one_address_works_on_while_somebody_in_it_guesses(world):
    colleague = known_client()
    for i in range(ADDRESS.holds + 5):
        try_password(Client(), f"{2000 + i}")
    assert try_password(Client(), "1008", cast.PASSWORD).status_code == 429
    assert try_password(colleague, "1008", cast.PASSWORD).status_code == 302


def test_a_known_browser_has_an_allowance_too(world, hashes):
    browser = known_client()
    assert until_full(lambda: try_password(browser, "1006"), 50) == PAIR.holds
    answered = sum(try_password(browser, f"{2000 + i}").status_code != 429 for i in range(100))
    assert answered == BROWSER.holds - PAIR.holds


def test_on_a_shared_pc_one_persons_slips_do_not_stop_the_next(world):
    browser = known_client()
    until_full(lambda: try_password(browser, "1006"), 50)
    assert try_password(browser, "1008", cast.PASSWORD).status_code == 302


def test_an_invented_mark_makes_no_known_browser(client, world):
    client.cookies["hub_browser"] = "x" * 32
    assert until_full(lambda: try_password(client), 50) == PAIR.holds
    client.cookies["hub_browser"] = "another"
    assert try_password(client).status_code == 429


def test_signing_in_again_and_again_breeds_no_known_browsers(world):
    for i in range(MAKE_KNOWN.holds + 3):
        assert try_password(Client(), password=cast.PASSWORD, address=f"203.0.113.{i}").status_code == 302
    assert KnownBrowser.objects.count() == MAKE_KNOWN.holds


def test_an_own_account_wipes_out_no_guesses_at_others(world, hashes):
    answered = 0
    for i in range(100):
        answered += try_password(Client(), f"{2000 + i}").status_code != 429
        try_password(Client(), "1012", cast.PASSWORD)
    assert answered == ADDRESS.holds


def test_a_right_password_does_not_count(world):
    for _ in range(ADDRESS.holds + 10):
        assert try_password(Client(), password=cast.PASSWORD).status_code == 302


def test_unknown_names_are_slowed_down_as_known_ones_are(world):
    known = [try_password(Client()).status_code for _ in range(20)]
    unknown = [try_password(Client(), "9999", address="192.0.2.2").status_code for _ in range(20)]
    assert known == unknown


def test_when_the_password_is_refused_a_code_still_opens(client, world):
    """Somebody has used up the account's tries from many places; the leader makes a code."""
    for i in range(40):
        try_password(Client(), address=f"203.0.113.{i}")
        Client().post("/code/", {"number": "1006", "code": "A"}, REMOTE_ADDR=f"203.0.113.{i}")
    code = OneTimeCode.make(world.kari, world.helge)
    assert client.post("/code/", {"number": "1006", "code": code}).status_code == 302


def test_a_refusal_writes_nothing(client, world, django_assert_max_num_queries):
    until_full(lambda: try_password(client), 50)
    before = list(Throttle.objects.order_by("pk").values())
    with django_assert_max_num_queries(4) as queries:
        try_password(client)
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]
    assert list(Throttle.objects.order_by("pk").values()) == before


def test_tries_at_the_same_moment_do_not_share_a_free_place(world):
    """What is counted is counted before the hash: a second request sees the first, however slow its hash is."""
    slots = [Slot(PAIR, "a"), Slot(ACCOUNT, "a")]
    passed = 0
    while Throttle.take(slots) is None:
        passed += 1
    assert passed == PAIR.holds
    Throttle.give_back(slots)
    assert Throttle.take(slots) is None and Throttle.take(slots) is not None


def test_what_has_drained_is_forgotten(world):
    from hub.people.jobs import forget_what_is_over

    try_password(Client())
    forget_what_is_over(timezone.now())
    assert Throttle.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        forget_what_is_over(timezone.now())
    assert not Throttle.objects.exists()


def test_the_time_does_not_tell_who_there_is(client, world, settings, monkeypatch):
    """Exactly one hash of the present parameters, whoever it is; bench/guesses measures the seconds."""
    settings.PASSWORD_HASHERS = [settings.ARGON2]
    world.kari.set_password(cast.PASSWORD)
    world.kari.save()
    world.eva.set_unusable_password()
    world.eva.save()
    User.objects.filter(pk=world.ola.pk).update(is_enabled=False)
    hasher = backends.get_hasher()
    made = []
    verify, encode = type(hasher).verify, type(hasher).encode
    monkeypatch.setattr(type(hasher), "verify", lambda *args: made.append(1) or verify(*args))
    backends.nobodys_hash()
    monkeypatch.setattr(type(hasher), "encode", lambda *args: made.append(1) or encode(*args))
    for name in ("1006", "9999", "1009", "1008"):
        made.clear()
        try_password(client, name)
        assert made == [1], name
        made.clear()
        client.post("/code/", {"number": name, "code": "ABCDE"})
        assert made == [1], name


def test_however_many_browsers_one_makes_known_the_guesses_at_a_colleague_are_few(world, hashes):
    """An insider makes a few known every day, and they stay so for a year: each has an allowance of its own."""
    answered = 0
    for _number in range(20):
        browser = Client()
        browser.cookies["hub_browser"] = KnownBrowser.make()
        answered += sum(try_password(browser).status_code != 429 for _ in range(PAIR.holds))
    assert answered == STRANGE_ACCOUNT.holds
    unknown = [try_password(browser, "9999").status_code for _ in range(3)]
    assert unknown == [422] * 3  # of another account, also one that is none, nothing is used up


def test_where_a_colleague_has_signed_in_before_guesses_on_other_browsers_do_not_count(world):
    shared_pc = known_client()
    assert try_password(shared_pc, password=cast.PASSWORD).status_code == 302
    shared_pc.post("/sign-out/")
    for _number in range(5):
        browser = Client()
        browser.cookies["hub_browser"] = KnownBrowser.make()
        for _ in range(PAIR.holds):
            try_password(browser)
    assert try_password(browser, password=cast.PASSWORD).status_code == 429
    assert try_password(shared_pc, password=cast.PASSWORD).status_code == 302


def test_the_signs_of_those_who_share_a_pc_are_few_and_cannot_be_made_by_others(world):
    browser = known_client()
    for number in range(60):
        User.objects.create_user(f"55{number:02}", cast.PASSWORD)
        assert try_password(browser, f"55{number:02}", cast.PASSWORD).status_code == 302
    token, *signs = browser.cookies["hub_browser"].value.split(".")
    assert len(signs) == MOST_SIGNS and len(set(signs)) == MOST_SIGNS
    made_up = Client()
    made_up.cookies["hub_browser"] = ".".join([KnownBrowser.make(), *signs])  # of another browser
    assert sum(try_password(made_up, "5559").status_code != 429 for _ in range(8)) == PAIR.holds
    assert Throttle.objects.filter(key=Slot(STRANGE_ACCOUNT, f"user {User.objects.get(number='5559').pk}").key).exists()
