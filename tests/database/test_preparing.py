"""On PostgreSQL, a text that is written once is planned once, and answers for every number."""

import pytest
from django.db import connection
from django.db.models import Min, Value
from django.db.models.functions import Greatest, Least

from hub.database import written
from hub.database.preparing import Numbered
from hub.database.written import written_once
from hub.people.models import User

postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans in no time")


@pytest.fixture
def people(db):
    written.forget()
    return [User.objects.create(number=str(number), given_name=str(number)) for number in range(10)]


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%people_user%%'")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("sql", "numbers", "wanted", "filled"),
    [
        ("a = %s AND b IN (%s, %s)", {1, 2}, "a = $1 AND b = ANY($2)", ["x", "{1,2}"]),
        ("a = %s AND b IN (%s, %s)", {1}, "a = $1 AND b IN ($2, $3)", ["x", 1, 2]),
        ("b IN (%s, %s) OR a LIKE %s || '%%'", {0, 1}, "b = ANY($1) OR a LIKE $2 || '%'", ["{x,1}", 2]),
    ],
)
def test_gaps_are_numbered_and_a_list_of_numbers_is_one(sql, numbers, wanted, filled):
    made = Numbered(sql, numbers)
    assert (made.sql, made.filled(("x", 1, 2))) == (wanted, filled)


@postgresql
def test_what_is_asked_often_is_prepared_once_and_answers_for_every_number(people):
    @written_once
    def among(*numbers):
        return User.objects.filter(pk__in=numbers).order_by("pk").values_list("given_name", flat=True)

    before = prepared()
    for first in range(8):
        for second in range(first + 1, 9):
            assert among(people[first].pk, people[second].pk) == [str(first), str(second)]
    assert prepared() == before + 1


@postgresql
def test_what_cannot_be_prepared_is_asked_in_the_old_way(people):
    @written_once
    def grouped(number):
        asked = User.objects.filter(pk=number).annotate(most=Greatest("pk", Value(number))).values("most")
        return asked.annotate(low=Min("pk"), least=Least("low", "most")).values_list("low", "least")

    for person in people[3:6]:
        assert grouped(person.pk) == [(person.pk, person.pk)]
    assert prepared() == 0
