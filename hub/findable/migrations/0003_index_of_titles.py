"""Titles have an index of their own: asked for by column or weight, every row that holds a word anywhere was read.

On PostgreSQL words come into both indexes at once, as a search has to read through what is left for later.
"""

from django.db import migrations, models

OLD = "INSERT INTO findable_titles(findable_titles, rowid, title_stems) VALUES ('delete', old.id, old.title_stems);"
NEW = "INSERT INTO findable_titles(rowid, title_stems) VALUES (new.id, new.title_stems);"
SQLITE = [
    "CREATE VIRTUAL TABLE findable_titles USING fts5(title_stems, content='findable_searchdocument',"
    " content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER findable_title_insert AFTER INSERT ON findable_searchdocument BEGIN {NEW} END",
    f"CREATE TRIGGER findable_title_delete AFTER DELETE ON findable_searchdocument BEGIN {OLD} END",
    f"CREATE TRIGGER findable_title_update AFTER UPDATE ON findable_searchdocument BEGIN {OLD} {NEW} END",
    "INSERT INTO findable_titles(findable_titles) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER findable_title_insert",
    "DROP TRIGGER findable_title_delete",
    "DROP TRIGGER findable_title_update",
    "DROP TABLE findable_titles",
]
POSTGRESQL = [
    "ALTER TABLE findable_searchdocument ADD COLUMN title_index tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple', title_stems)) STORED",
    "CREATE INDEX findable_title_index ON findable_searchdocument USING gin (title_index) WITH (fastupdate = off)",
    "ALTER INDEX findable_index SET (fastupdate = off)",
    "SELECT gin_clean_pending_list('findable_index'::regclass)",
]
POSTGRESQL_BACK = [
    "ALTER INDEX findable_index RESET (fastupdate)",
    "ALTER TABLE findable_searchdocument DROP COLUMN title_index",
]


def forwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("findable", "0002_index")]
    operations = [
        migrations.AddIndex("searchdocument", models.Index(fields=["unit"], name="documents_of_units")),
        migrations.RunPython(forwards, backwards),
    ]
