from typing import Any, NamedTuple, Self

from django.db import connection, models
from django.db.models.expressions import RawSQL

from hub.findable.sources import registered


class ByteField(models.CharField):
    """A column that sorts by byte on every database, so that "begins with" is a stretch of its index."""

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        return parameters | {"collation": "C"} if connection.vendor == "postgresql" else parameters


class DocumentQuerySet(models.QuerySet["SearchDocument"]):
    def visible_to(self, user: Any) -> Self:
        """The documents of the things that `user` may see now, whatever was true when they were written down."""
        # By CASE, so that a database begins with the few documents that hold the words, and not with all of a kind.
        yes_or_no = models.BooleanField()
        seen = [
            models.When(kind=kind, then=models.ExpressionWrapper(source.visible_to(user), output_field=yes_or_no))
            for kind, source in registered.items()
        ]
        return self.filter(models.Case(*seen, default=models.Value(False), output_field=yes_or_no))

    def holding(self, questions: list["Question"], most: int, units: list[int] | None = None) -> Self:
        """Documents that answer one of several questions, at most so many of each; within these units, if given."""
        on_postgresql = connection.vendor == "postgresql"
        listed = ",".join(map(str, units or [0]))
        narrowed = "" if units is None else " AND " + WITHIN[on_postgresql].format(units=listed)
        one = ANSWERS[on_postgresql].format(narrowed=narrowed)
        values: list[Any] = []
        for question in questions:
            values += [question.for_postgresql() if on_postgresql else question.for_sqlite(), most]
        return self.filter(pk__in=RawSQL(" UNION ".join([one] * len(questions)), values))


# By whether it is PostgreSQL. Each is cut short by itself: a word that stands everywhere costs no more than another.
ANSWERS = {
    False: "SELECT * FROM (SELECT rowid FROM findable_index WHERE findable_index MATCH %s{narrowed} "
    "ORDER BY rowid DESC LIMIT %s)",
    True: "(SELECT id FROM findable_searchdocument WHERE index @@ to_tsquery('simple', %s){narrowed} LIMIT %s)",
}
WITHIN = {
    False: "rowid IN (SELECT id FROM findable_searchdocument WHERE unit IN ({units}))",
    True: "unit IN ({units})",
}


class Question(NamedTuple):
    """What a document holds: of each group of terms at least one, in its title or anywhere."""

    groups: list[list[str]]
    in_title: bool = False

    def for_sqlite(self) -> str:
        said = " AND ".join("(" + " OR ".join(f'"{term}"' for term in group) + ")" for group in self.groups)
        return f"{{title_stems}} : ({said})" if self.in_title else said

    def for_postgresql(self) -> str:
        where = ":A" if self.in_title else ""
        return " & ".join("(" + " | ".join(f"'{term}'{where}" for term in group) + ")" for group in self.groups)


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
