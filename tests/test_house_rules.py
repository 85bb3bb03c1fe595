"""The rules of the house that no single feature's tests would keep."""

import ast
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from guardian.models import GroupObjectPermission, UserObjectPermission

import hub
from hub.people.models import User
from tests import addresses
from tests.asking import writes
from tests.canaries import bytes_in_place, world  # noqa: F401

pytestmark = pytest.mark.django_db
VIEWS = sorted(p for form in ("*/views/*.py", "*/views.py") for p in Path(hub.__file__).parent.glob(form))


class Undo(Exception):
    """Rolls back what a request has done, so that the next one meets the same world."""


def ask(world, who, method, address, **extra):
    """The answer to one request of one person, undone afterwards."""
    client = Client(raise_request_exception=False, **extra)
    try:
        with transaction.atomic():
            if who != "out":
                client.force_login(User.objects.get(pk=getattr(world, who).pk))
            answer = client.generic(method, address)
            answer.content if not answer.streaming else b"".join(answer.streaming_content)
            raise Undo
    except Undo:
        return answer


def test_every_address_stands_in_the_table():
    known = {row.name for row in addresses.rows()}
    assert {name for name, _route in addresses.patterns()} == known


@pytest.mark.parametrize("row", addresses.rows(), ids=lambda row: f"{row.method} {row.name}")
def test_each_person_is_answered_as_the_table_says(world, row):
    address = row.address(world)
    answers = {who: ask(world, who, row.method, address).status_code for who in addresses.COLUMNS}
    assert answers == row.answers


@pytest.mark.parametrize("name", sorted({row.name for row in addresses.rows()}))
def test_a_method_without_a_row_is_refused(world, name):
    mine = [row for row in addresses.rows() if row.name == name]
    for method in ({"POST", "PUT", "DELETE"} | {"GET"}) - {row.method for row in mine}:
        assert ask(world, "ivar", method, mine[0].address(world)).status_code in (404, 405), method


@pytest.mark.parametrize("row", [r for r in addresses.rows() if r.method == "POST"], ids=lambda row: row.name)
def test_nothing_is_done_without_the_token_of_the_form(world, row):
    with CaptureQueriesContext(connection) as done:
        answer = ask(world, "kari", "POST", row.address(world), enforce_csrf_checks=True)
    # "mail-stop" is pressed by mail programs: there the signature in the address is the token.
    assert answer.status_code in ((404,) if row.name == "mail-stop" else (403, 405)), answer.status_code
    assert not [text for text in writes(done) if "session" not in text]


def test_a_new_address_without_a_row_would_fail(monkeypatch):
    seen = addresses.patterns()
    monkeypatch.setattr(addresses, "patterns", lambda *_: [*seen, ("leak", "leak/")])
    with pytest.raises(AssertionError):
        test_every_address_stands_in_the_table()


# Views fetch through access


def fetches(tree):
    """What follows `.objects` in a view module: the names of the methods called on managers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "objects":
            yield node.attr


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_view_fetches_through_access_and_nothing_else(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert set(fetches(tree)) <= {"allowing", "visible_to"}
    typed = [
        f"{node.lineno}: request.{node.value.attr}[...]"
        for node in ast.walk(tree)
        if isinstance(node, (ast.Subscript, ast.Attribute))
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in ("GET", "POST")
        and (isinstance(node, ast.Subscript) or node.attr == "get")
    ]
    assert not typed, "what people type goes through a Form"


def test_a_view_that_fetches_outside_access_would_fail():
    assert list(fetches(ast.parse("Page.objects.get(pk=pk)"))) == ["get"]
    assert list(fetches(ast.parse("get_object_or_404(Page.objects.filter(pk=1))"))) == ["filter"]


def test_views_exist_for_the_rule_to_read():
    assert len(VIEWS) > 10


# Storage


def test_guardians_generic_tables_stay_empty(world):
    assert not UserObjectPermission.objects.exists() and not GroupObjectPermission.objects.exists()
    assert ContentType.objects.exists()
