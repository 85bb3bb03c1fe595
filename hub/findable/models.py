from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

from django.db import connection, models, transaction

from hub.findable.sources import registered

LAST = "\U0010ffff"  # after every letter


class ByteField(models.CharField):
    """A column that sorts by byte on every database, so that "begins with" is a stretch of its index."""

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        return parameters | {"collation": "C"} if connection.vendor == "postgresql" else parameters


class DocumentQuerySet(models.QuerySet["SearchDocument"]):
    def visible_to(self, user: Any, kinds: Collection[str] = ()) -> Self:
        """The documents of the things that `user` may see now, whatever was true when they were written down.

        Of some kinds only, if any are named: planning the question of all takes PostgreSQL longer than answering it.
        """
        # By CASE, so that a database begins with the few documents that hold the words, and not with all of a kind.
        yes_or_no = models.BooleanField()
        seen = [
            models.When(kind=kind, then=models.ExpressionWrapper(source.visible_to(user), output_field=yes_or_no))
            for kind, source in registered.items()
            if not kinds or kind in kinds
        ]
        return self.filter(models.Case(*seen, default=models.Value(False), output_field=yes_or_no))


# Each is cut short by itself: a word that stands everywhere costs no more than another. Titles have an index apart.
ANSWERS = {
    "sqlite": "SELECT * FROM (SELECT rowid FROM {index} WHERE {index} MATCH %s{narrowed} ORDER BY rowid DESC LIMIT %s)",
    "postgresql": "(SELECT id FROM findable_searchdocument WHERE {index} @@ to_tsquery('simple', %s){narrowed} "
    "LIMIT %s)",
}
INDEXES = {"sqlite": ("findable_index", "findable_titles"), "postgresql": ("index", "title_index")}
WITHIN = {
    "sqlite": " AND rowid IN (SELECT id FROM findable_searchdocument WHERE unit IN ({units}))",
    "postgresql": " AND unit IN ({units})",
}


class Question(NamedTuple):
    """What a document holds: of each group of terms at least one, in its title or anywhere."""

    groups: list[list[str]]
    in_title: bool = False

    def written(self, vendor: str) -> str:
        quote, either, both = ('"', " OR ", " AND ") if vendor == "sqlite" else ("'", " | ", " & ")
        return both.join(f"({either.join(f'{quote}{term}{quote}' for term in group)})" for group in self.groups)


def holding(questions: list[Question], most: int, units: list[int] | None = None) -> dict[str, list[int]]:
    """By kind, the numbers of documents that answer one of several questions, at most so many of each.

    Within these units, if any. Nothing of them is to be counted or shown before it is asked who may see them.
    """
    vendor = connection.vendor
    narrowed = "" if units is None else WITHIN[vendor].format(units=",".join(map(str, units or [0])))
    asked: list[str] = []
    values: list[Any] = []
    for question in questions:
        asked.append(ANSWERS[vendor].format(index=INDEXES[vendor][question.in_title], narrowed=narrowed))
        values += [question.written(vendor), most]
    with by_index(vendor), connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, id FROM findable_searchdocument WHERE id IN ({' UNION '.join(asked)})", values)
        found: dict[str, list[int]] = {}
        for kind, pk in cursor.fetchall():
            found.setdefault(kind, []).append(pk)
        return found


@contextmanager
def by_index(vendor: str) -> Iterator[None]:
    """PostgreSQL takes words that it knows nothing of for common ones, and would read all rows to find a few."""
    if vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


class SearchDocument(models.Model):
    """What a thing says, as it was when it was last marked. Who may see it is never kept here: see `visible_to`."""

    kind = models.CharField(max_length=20)
    key = models.PositiveBigIntegerField()
    url = models.CharField(max_length=400)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=300)
    headings = models.TextField(blank=True)
    text = models.TextField(blank=True)
    unit = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    title_stems = models.TextField()
    heading_stems = models.TextField()
    body_stems = models.TextField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="a_thing_says_one_thing")]
        indexes = [models.Index(fields=["unit"], name="documents_of_units")]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that stands in some document, as it is written there: for the beginnings, ends and slips of words."""

    word = ByteField(max_length=60)
    stem = ByteField(max_length=60)
    reverse = ByteField(max_length=60)  # the stem from its end
    documents = models.IntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word", "stem"], name="a_word_once_per_stem")]
        indexes = [models.Index(fields=["stem"]), models.Index(fields=["reverse"])]

    def __str__(self) -> str:
        return self.word


def documents_of(stems: Collection[str]) -> dict[str, int]:
    """In how many documents each of these stems stands, as any word."""
    marks = ",".join(["%s"] * len(stems))
    with connection.cursor() as cursor:
        sql = f"SELECT stem, SUM(documents) FROM findable_word WHERE stem IN ({marks}) GROUP BY stem"
        cursor.execute(sql, list(stems))
        return {stem: int(number) for stem, number in cursor.fetchall()}


STRETCH = (
    "SELECT * FROM (SELECT {at} AS at, word, stem FROM findable_word WHERE {column} >= %s AND {column} < %s "
    "AND documents > 0 AND stem <> %s ORDER BY documents DESC, word LIMIT %s) AS stretch_{at}"
)


def stretches(asked: list[tuple[str, str, str]], most: int) -> list[list[tuple[str, str]]]:
    """(word, stem) of those that stand in most documents, at most so many for each (column, start of it, stem that is
    left out); one query."""
    found: list[list[tuple[str, str]]] = [[] for _each in asked]
    values: list[Any] = []
    for _column, start, but in asked:
        values += [start, start + LAST, but, most]
    with connection.cursor() as cursor:
        sql = " UNION ALL ".join(STRETCH.format(at=at, column=column) for at, (column, _s, _b) in enumerate(asked))
        cursor.execute(sql, values)
        for at, word, stem in cursor.fetchall():
            found[at].append((word, stem))
    return found


class Mark(models.Model):
    """Something that has changed and is to be read anew. Written in the transaction that changes it."""

    kind = models.CharField(max_length=20)
    key = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class IndexState(models.Model):
    """One row: held by whoever writes in the index, and which way of reading words it was last built with."""

    version = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.version)

    @classmethod
    def hold(cls) -> "IndexState":
        """Take turns in writing, until the transaction ends."""
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update().get(pk=1)
